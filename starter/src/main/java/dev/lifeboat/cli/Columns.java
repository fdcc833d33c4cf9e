package dev.lifeboat.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A table that fits a terminal: the columns that matter least are left out where there is no room. The first column is never cut,
 * since people copy it: what is too long in it has a line of its own.
 */
final class Columns {
    private static final String GAP = "  ";

    private Columns() {}

    /**
     * One column.
     *
     * @param rank the greater, the sooner it is left out; 0: never
     */
    record Column(String title, boolean right, int rank, List<String> cells) {
        Column {
            cells = cells.stream().map(Printable::of).toList();
        }

        int width() {
            return Math.max(
                    title.length(),
                    cells.stream().mapToInt(String::length).max().orElse(0));
        }

        String padded(String cell, int width) {
            String room = " ".repeat(Math.max(0, width - cell.length()));
            return right ? room + cell : cell + room;
        }
    }

    /** Those that fit into so many characters, in their order. */
    static List<Column> fitting(List<Column> columns, int width) {
        List<Column> kept = new ArrayList<>(columns);
        while (widthOf(kept) > width && kept.stream().anyMatch(column -> column.rank() > 0)) {
            kept.remove(kept.stream().max(Comparator.comparingInt(Column::rank)).orElseThrow());
        }
        return kept;
    }

    /** The titles, then each row; a row whose first cell is too long for so many characters has it on a line of its own. */
    static List<List<String>> rows(List<Column> columns, int width) {
        int first = columns.get(0).width();
        int room = Math.min(first, Math.max(1, width - (widthOf(columns) - first)));
        List<List<String>> rows = new ArrayList<>();
        rows.add(row(columns, columns.stream().map(Column::title).toList(), room));
        for (int i = 0; i < columns.get(0).cells().size(); i++) {
            int number = i;
            rows.add(row(
                    columns,
                    columns.stream().map(column -> column.cells().get(number)).toList(),
                    room));
        }
        return rows;
    }

    private static List<String> row(List<Column> columns, List<String> cells, int room) {
        List<String> lines = new ArrayList<>();
        String first = cells.get(0);
        if (first.length() > room) {
            lines.add(first);
            first = "";
        }
        StringBuilder line = new StringBuilder(columns.get(0).padded(first, room));
        for (int i = 1; i < columns.size(); i++) {
            Column column = columns.get(i);
            line.append(GAP).append(column.padded(cells.get(i), column.width()));
        }
        lines.add(line.toString().stripTrailing());
        return lines;
    }

    private static int widthOf(List<Column> columns) {
        return columns.stream().mapToInt(Column::width).sum() + GAP.length() * (columns.size() - 1);
    }
}

package dev.lifeboat.cli;

import dev.lifeboat.report.Page;
import dev.lifeboat.report.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A report's page on a terminal: its charts are left out, which its tables say in numbers. */
final class PageText {
    private PageText() {}

    static List<String> lines(Page page, int width) {
        List<String> lines = new ArrayList<>();
        lines.add(Printable.of(page.title() + ": " + signed(page.tone(), page.verdict())));
        lines.add("");
        int names = page.facts().stream()
                .mapToInt(fact -> fact.name().length())
                .max()
                .orElse(0);
        for (Page.Fact fact : page.facts()) {
            String room = " ".repeat(names - fact.name().length());
            lines.add(Printable.of(fact.name() + room + "  " + fact.value()));
        }
        for (Page.Block block : page.blocks()) {
            if (block instanceof Page.Notes notes) {
                title(lines, notes);
                notes.lines().forEach(line -> lines.addAll(Printable.wrapped("  ", signed(notes.tone(), line), width)));
            } else if (block instanceof Page.Grid grid) {
                title(lines, grid);
                lines.addAll(table(grid, width));
            }
        }
        return lines;
    }

    private static void title(List<String> lines, Page.Block block) {
        lines.add("");
        lines.add(Printable.of(block.title()));
    }

    private static List<String> table(Page.Grid grid, int width) {
        List<Columns.Column> columns = IntStream.range(0, grid.columns().size())
                .mapToObj(number -> new Columns.Column(
                        grid.columns().get(number),
                        false,
                        0,
                        grid.rows().stream()
                                .map(row -> signed(
                                        row.get(number).tone(), row.get(number).text()))
                                .toList()))
                .toList();
        return Columns.rows(columns, width).stream()
                .flatMap(List::stream)
                .map(line -> "  " + line)
                .toList();
    }

    private static String signed(Tone tone, String text) {
        return tone == Tone.PLAIN ? text : tone.sign() + " " + text;
    }
}

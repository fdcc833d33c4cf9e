package dev.lifeboat.cli;

import dev.lifeboat.cli.Columns.Column;
import dev.lifeboat.cost.CostLine;
import dev.lifeboat.cost.CostReport;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What the stores cost as lines of a terminal. */
final class CostTable {
    private CostTable() {}

    /** A line a month, store and mode, then the sum of each month. */
    static List<String> lines(CostReport report) {
        List<CostLine> costs = report.lines();
        List<Column> columns = List.of(
                column("MONTH", false, costs, line -> line.month() + (line.forecast() ? " forecast" : "")),
                column("STORE", false, costs, CostLine::store),
                column("MODE", false, costs, CostLine::mode),
                column("GB-MONTHS", true, costs, line -> gigabytes(line.gbMonths())),
                column("STORAGE", true, costs, line -> line.storage().text()),
                column("GB READ", true, costs, line -> gigabytes(line.gbRead())),
                column("TRANSFER", true, costs, line -> line.transfer().text()));
        List<String> lines = new ArrayList<>();
        Columns.rows(columns, Integer.MAX_VALUE).forEach(lines::addAll);
        lines.add("");
        report.totals()
                .forEach((month, sums) ->
                        lines.add(String.format(Locale.ROOT, "%s  %s", month, Printable.of(SetTable.money(sums)))));
        return lines;
    }

    private static String gigabytes(BigDecimal amount) {
        return String.format(Locale.ROOT, "%,.3f", amount.setScale(3, RoundingMode.HALF_UP));
    }

    private static Column column(String title, boolean right, List<CostLine> lines, Function<CostLine, String> cell) {
        return new Column(title, right, 0, lines.stream().map(cell).toList());
    }
}

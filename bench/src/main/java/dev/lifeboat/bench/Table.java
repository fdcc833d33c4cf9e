package dev.lifeboat.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;

/** A report as text for people. */
final class Table {
    private static final String ROW = "%-38s %-17s %10s %10s %6s %13s %7s  %s%n";

    private final StringBuilder text = new StringBuilder();

    private Table() {}

    static String of(BenchReport report) {
        Table table = new Table();
        table.system(report.system());
        for (ShapeResult shape : report.shapes()) {
            table.line("");
            table.line(
                    "SHAPE %s: %,d MB of rows, %,d MB with indexes, %,d tables, %d rounds",
                    shape.shape().wireName(),
                    shape.size().heapBytes() / 1_000_000,
                    shape.size().totalBytes() / 1_000_000,
                    shape.size().tables(),
                    report.rounds());
            table.rows(shape.targets());
            table.peers(shape);
            shape.once()
                    .forEach((name, measure) -> table.line(
                            "  %-44s %9.2f s  %,d bytes", name + ", once", measure.seconds(), measure.bytes()));
            shape.skipped().forEach((name, why) -> table.line("  %-44s skipped: %s", name, why));
            table.medians("OURS", shape.ours());
            shape.profiles().forEach(table::profile);
        }
        table.line("");
        table.line("IDLE DATABASE");
        table.rows(report.idleTargets());
        table.medians("OURS", report.idleMedians());
        return table.text.toString();
    }

    private void system(SystemFacts system) {
        line(
                "%s, commit %s: %d processors (%s), %.1f GB, %s, %s",
                system.date(),
                system.commit(),
                system.processors(),
                system.processor(),
                system.memoryBytes() / 1e9,
                system.operatingSystem(),
                system.jdk());
        List<String> settings = new ArrayList<>();
        system.server().forEach((name, value) -> settings.add(name + " " + value));
        line("PostgreSQL: %s", String.join(", ", settings));
    }

    private void rows(List<Row> rows) {
        text.append(String.format(
                Locale.ROOT, ROW, "WORK", "AGAINST", "OURS", "THEIRS", "RATIO", "MIN-MAX", "TARGET", "MET"));
        for (Row row : rows) {
            if (row.skipped() != null) {
                line("%-38s %-17s not measured: %s", row.work(), row.against(), row.skipped());
                continue;
            }
            text.append(String.format(
                    Locale.ROOT,
                    ROW,
                    row.work(),
                    row.against(),
                    figure(row.ours(), row.unit()),
                    figure(row.theirs(), row.unit()),
                    String.format(Locale.ROOT, "%.2f", row.ratio().median()),
                    String.format(
                            Locale.ROOT,
                            "%.2f-%.2f",
                            row.ratio().min(),
                            row.ratio().max()),
                    String.format(Locale.ROOT, "≤ %.2f", row.target()),
                    row.met() ? "yes" : "no"));
        }
    }

    private void peers(ShapeResult shape) {
        line("PEERS, medians");
        shape.peers().forEach((name, seconds) -> {
            Statistics ratio = shape.ratios().getOrDefault(name, seconds);
            line(
                    "  %-44s %9.2f s  (%.2f-%.2f)   ours ÷ theirs %.2f (%.2f-%.2f)",
                    name, seconds.median(), seconds.min(), seconds.max(), ratio.median(), ratio.min(), ratio.max());
        });
    }

    private void medians(String title, SortedMap<String, Statistics> medians) {
        line("%s, medians", title);
        medians.forEach((name, seconds) -> {
            if (seconds.count() > 0) {
                line("  %-44s %9.2f s  (%.2f-%.2f)", name, seconds.median(), seconds.min(), seconds.max());
            }
        });
    }

    private void profile(Profile profile) {
        line(
                "WHERE THE TIME GOES: %s of %.2f s; %.1f thread seconds; processors %.0f %% ours, %.0f %% in all;"
                        + " peak heap %,d MB, peak resident %,d MB",
                profile.work().wireName(),
                profile.runSeconds(),
                profile.threadSeconds(),
                profile.processorPercent(),
                profile.machinePercent(),
                profile.peakHeapBytes() / 1_000_000,
                profile.peakResidentBytes() / 1_000_000);
        List<String> parts = profile.percent().entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(part -> String.format(Locale.ROOT, "%s %.1f %%", part.getKey(), part.getValue()))
                .toList();
        line("  %s", String.join(", ", parts));
    }

    private static String figure(double value, String unit) {
        return unit.equals("bytes")
                ? String.format(Locale.ROOT, "%.1f MB", value / 1e6)
                : String.format(Locale.ROOT, "%.2f s", value);
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}

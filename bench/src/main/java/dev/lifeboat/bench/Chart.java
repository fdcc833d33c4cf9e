package dev.lifeboat.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The ratios of a report as bars: one SVG file that needs nothing else, readable in light and in dark. */
final class Chart {
    private static final int WIDTH = 900;
    private static final int LEFT = 390;
    private static final int RIGHT = 90;
    private static final int TOP = 56;
    private static final int STEP = 30;
    private static final int BAR = 16;
    private static final double LEAST_SCALE = 1.2;

    private final StringBuilder svg = new StringBuilder();
    private final double scale;

    private Chart(double scale) {
        this.scale = scale;
    }

    /** One bar a target: the median of the ratios, a whisker from the least to the most, and a mark where the target is. */
    static String of(BenchReport report) {
        List<String> labels = new ArrayList<>();
        List<Row> rows = new ArrayList<>();
        for (ShapeResult shape : report.shapes()) {
            for (Row row : shape.targets()) {
                if (row.skipped() == null) {
                    labels.add((report.shapes().size() > 1 ? shape.shape().wireName() + ": " : "") + label(row));
                    rows.add(row);
                }
            }
        }
        for (Row row : report.idleTargets()) {
            labels.add(label(row));
            rows.add(row);
        }
        double most = rows.stream()
                .mapToDouble(row -> Math.max(row.target(), row.ratio().max()))
                .max()
                .orElse(1);
        return new Chart(Math.max(LEAST_SCALE, most * 1.05)).draw(report, labels, rows);
    }

    private static String label(Row row) {
        return row.work() + " ÷ " + row.against();
    }

    private String draw(BenchReport report, List<String> labels, List<Row> rows) {
        int height = TOP + rows.size() * STEP + 40;
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " aria-label=\"Ratios of Lifeboat's work to others'\">",
                WIDTH, height, WIDTH, height);
        line(
                "<style>text{font:13px system-ui,sans-serif;fill:#1c2733}.h{font-weight:600;font-size:15px}.s{fill:#5a6876}"
                        + ".b{fill:#2f7d5b}.m{fill:#b4552d}.t{stroke:#1c2733;stroke-width:2}.w{stroke:#1c2733}.a{stroke:#c9d1d8}"
                        + "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.s{fill:#9aa7b3}.t,.w{stroke:#e6edf3}.a{stroke:#3b4650}}"
                        + "</style>");
        text(
                "h",
                12,
                22,
                "start",
                "Ours ÷ theirs, medians of " + report.rounds() + " paired rounds; shorter is better");
        text(
                "s",
                12,
                42,
                "start",
                report.bytesWanted() / 1_000_000 + " MB, " + report.system().processors() + " processors, PostgreSQL "
                        + report.system().server().getOrDefault("server_version", "") + ", commit "
                        + report.system().commit() + "; the upright mark is the target");
        double tick = scale > 4 ? 1 : scale > 2 ? 0.5 : 0.25;
        for (double at = 0; at <= scale; at += tick) {
            upright("a", x(at), TOP, TOP + rows.size() * STEP);
            text("s", x(at), TOP + rows.size() * STEP + 18, "middle", String.format(Locale.ROOT, "%.2f", at));
        }
        for (int i = 0; i < rows.size(); i++) {
            bar(labels.get(i), rows.get(i), TOP + i * STEP + (STEP - BAR) / 2);
        }
        line("</svg>");
        return svg.toString();
    }

    private void bar(String label, Row row, int y) {
        text("", LEFT - 8, y + BAR - 3, "end", label);
        line(
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
                row.met() ? "b" : "m", LEFT, y, Math.max(1, x(row.ratio().median()) - LEFT), BAR);
        line(
                "<line class=\"w\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                x(row.ratio().min()), x(row.ratio().max()), y + BAR / 2, y + BAR / 2);
        upright("t", x(row.target()), y - 4, y + BAR + 4);
        text(
                "",
                WIDTH - 8,
                y + BAR - 3,
                "end",
                String.format(Locale.ROOT, "%.2f %s", row.ratio().median(), row.met() ? "met" : "missed"));
    }

    private double x(double ratio) {
        return LEFT + ratio / scale * (WIDTH - LEFT - RIGHT);
    }

    private void upright(String type, double x, int from, int to) {
        line("<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", type, x, x, from, to);
    }

    private void text(String type, double x, int y, String anchor, String content) {
        String escaped = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        line("<text class=\"%s\" x=\"%.1f\" y=\"%d\" text-anchor=\"%s\">%s</text>", type, x, y, anchor, escaped);
    }

    private void line(String format, Object... values) {
        svg.append(values.length == 0 ? format : String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}

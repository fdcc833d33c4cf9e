package dev.lifeboat.report;

import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreReport;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A report as one HTML page: no script, nothing loaded from elsewhere, readable on paper, on a phone and in the dark. */
final class ReportPage {
    private static final String STYLE = """
            :root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
            table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #8886}
            code{overflow-wrap:anywhere}.bad{font-weight:bold}@media print{body{margin:0;max-width:none}}
            """;

    private final StringBuilder html = new StringBuilder();

    String drill(DrillReport report) {
        begin("Drill of " + report.setId() + ": " + (report.proven() ? "✔ proven" : "✘ not proven"));
        row("Run", report.runId());
        row("Drill", report.name());
        row("Set", report.setId());
        row("Took", text(Duration.between(report.startedAt(), report.endedAt())));
        if (report.error() != null) {
            row("Error", report.error());
        }
        html.append("</table>");
        if (report.restore() != null) {
            phases(report.restore());
        }
        return end();
    }

    String restore(RestoreReport report) {
        begin((report.drill() ? "Rehearsal: " : "Restore: ")
                + words(report.outcome().name()));
        row("Run", report.runId());
        row("Set", report.setId());
        row("Manifest SHA-256", report.manifestSha256());
        row("Data as of", report.takenAt().toString());
        row("Target", report.target().database() + " (system " + report.target().systemIdentifier() + ")");
        row("Started", report.startedAt() + " by " + report.startedBy());
        row("Took", text(Duration.between(report.startedAt(), report.endedAt())));
        html.append("</table>");
        phases(report);
        if (!report.warnings().isEmpty()) {
            html.append("<h2>Warnings</h2><ul>");
            report.warnings()
                    .forEach(warning ->
                            html.append("<li>").append(escape(warning)).append("</li>"));
            html.append("</ul>");
        }
        return end();
    }

    private void phases(RestoreReport report) {
        html.append("<h2>Phases</h2><table><thead><tr><th>Phase<th>Machine time<th>Ready after<th>Budget<th>Rows")
                .append("<th>Content equal<th>Gate<th>Decided by</tr></thead><tbody>");
        for (PhaseReport phase : report.phases()) {
            html.append("<tr>");
            cell(phase.phase());
            cell(text(phase.machine()));
            cell(text(Duration.between(report.startedAt(), phase.endedAt())));
            cell(text(phase.within()));
            cell(String.format(Locale.ROOT, "%,d", phase.rows()));
            cell(phase.contentEqual() ? "✔ yes" : "✘ no");
            cell(gate(phase));
            cell(decided(phase));
            html.append("</tr>");
        }
        html.append("</tbody></table>");
        report.phases().forEach(this::failures);
    }

    private void failures(PhaseReport phase) {
        for (GateResult gate : phase.gates()) {
            for (GateCheck check : gate.checks()) {
                if (!check.passed()) {
                    html.append("<p class=bad>✘ ")
                            .append(escape(phase.phase() + ": " + check.kind() + " " + check.name() + ": expected "
                                    + check.expected() + ", found " + check.actual()))
                            .append("</p>");
                }
            }
        }
        phase.notes().forEach(note -> html.append("<p>")
                .append(escape(phase.phase() + ": " + note))
                .append("</p>"));
    }

    private static String gate(PhaseReport phase) {
        int total = phase.gates().stream().mapToInt(GateResult::total).sum();
        int failed = phase.gates().stream().mapToInt(GateResult::failed).sum();
        return (failed == 0 ? "✔ " : "✘ ") + (total - failed) + " of " + total + (phase.waived() ? ", waived" : "");
    }

    private static String decided(PhaseReport phase) {
        StringBuilder text = new StringBuilder();
        for (RecordedDecision decision : phase.decisions()) {
            text.append(text.length() == 0 ? "" : "; ")
                    .append(decision.verb().wireName())
                    .append(" (")
                    .append(decision.stage())
                    .append(") by ")
                    .append(decision.by())
                    .append(decision.authenticated() ? "" : ", unauthenticated")
                    .append(decision.reason() == null ? "" : ": " + decision.reason());
        }
        return text.toString();
    }

    private void begin(String title) {
        html.append("<!doctype html><html lang=en><head><meta charset=utf-8>")
                .append("<meta name=viewport content=\"width=device-width\"><title>")
                .append(escape(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>")
                .append(escape(title))
                .append("</h1><table>");
    }

    private String end() {
        return html.append("</body></html>\n").toString();
    }

    private void row(String name, String value) {
        html.append("<tr><th scope=row>")
                .append(escape(name))
                .append("<td><code>")
                .append(escape(value))
                .append("</code></tr>");
    }

    private void cell(String value) {
        html.append("<td>").append(escape(value));
    }

    private static String words(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String text(@Nullable Duration duration) {
        if (duration == null) {
            return "–";
        }
        long seconds = duration.toSeconds();
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}

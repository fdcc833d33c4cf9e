package dev.lifeboat.cli;

import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.restore.PhaseEstimate;
import dev.lifeboat.restore.PhaseProgress;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.Waiting;
import dev.lifeboat.run.RunLine;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Progress, evidence and results as a person reads them. */
final class GateView {
    private static final int MOST_GREEN = 8;

    private GateView() {}

    static void progress(Output output, RestoreProgress progress) {
        output.line("%s: %s (set %s)", progress.runId(), progress.step(), progress.setId());
        for (PhaseProgress phase : progress.phases()) {
            output.line(
                    "  %-20s %-16s %,12d of %,d rows%s",
                    phase.phase(), phase.state(), phase.rowsDone(), phase.rows(), outlook(phase, progress));
        }
        if (progress.putAside() != null) {
            output.line("what was in the target before: database %s", progress.putAside());
        }
        progress.retries().forEach(line -> output.line("tried again: %s", Printable.of(line)));
        Waiting waiting = progress.waiting();
        if (waiting != null) {
            waiting(output, waiting);
        }
    }

    /** {@code   back in 6–9 min, from 5 drills; budget 12 min left}. */
    private static String outlook(PhaseProgress phase, RestoreProgress progress) {
        if (phase.endedAt() != null) {
            return "";
        }
        if (progress.failed()) {
            return "  not back: the run is over";
        }
        if (phase.state().isPeoples()) {
            return "";
        }
        PhaseEstimate estimate = progress.estimate(phase.phase());
        Instant now = Instant.now();
        if (estimate == null) {
            return "  no forecast";
        }
        Instant due = estimate.due();
        String budget = due == null
                ? ""
                : "; budget "
                        + (due.isAfter(now) ? time(Duration.between(now, due)) + " left" : "over")
                        + (estimate.late() ? ", EXPECTED TO MISS IT" : "");
        return "  back " + estimate.words(now) + budget;
    }

    /** A run of any kind in a line. */
    static void run(Output output, RunLine run) {
        output.line(
                "%-60s %-10s %s%s",
                run.run(),
                run.state(),
                time(run.startedAt()),
                run.waitingFor() == null ? "" : "  waits: " + run.waitingFor());
    }

    /** The evidence, failures first. */
    static void waiting(Output output, Waiting waiting) {
        output.line("waiting: %s", waiting.subject());
        int green = 0;
        for (GateCheck check : waiting.checks()) {
            if (!check.passed() || green++ < MOST_GREEN) {
                output.line(
                        "  %s %-12s %-50s %s",
                        check.passed() ? "ok " : "BAD",
                        check.kind(),
                        check.name(),
                        check.passed() ? check.actual() : "expected " + check.expected() + ", found " + check.actual());
            }
        }
        if (green > MOST_GREEN) {
            output.line("  … and more; the whole evidence is in the store: %s", waiting.object());
        }
        output.line("  evidence %s", waiting.evidence());
    }

    static void table(Output output, RestoreReport report) {
        output.line(
                "%-20s %10s %12s %10s %14s %8s  %s",
                "PHASE", "MACHINE", "READY AFTER", "BUDGET", "ROWS", "CONTENT", "GATE");
        for (PhaseReport phase : report.phases()) {
            int total = phase.gates().stream().mapToInt(gate -> gate.total()).sum();
            int failed = phase.gates().stream().mapToInt(gate -> gate.failed()).sum();
            output.line(
                    "%-20s %10s %12s %10s %,14d %8s  %d of %d green%s",
                    phase.phase(),
                    time(phase.machine()),
                    time(report.readyAfter(phase)),
                    time(phase.within()),
                    phase.rows(),
                    phase.contentEqual() ? "equal" : "-",
                    total - failed,
                    total,
                    phase.waived() ? ", WAIVED" : "");
        }
    }

    static String time(@Nullable Instant instant) {
        return instant == null ? "-" : instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static String time(@Nullable Duration duration) {
        if (duration == null) {
            return "-";
        }
        long seconds = duration.toSeconds();
        return seconds < 120
                ? String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0)
                : seconds / 60 + " min";
    }
}

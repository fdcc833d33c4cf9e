package dev.lifeboat.cli;

import dev.lifeboat.catalogue.Money;
import dev.lifeboat.dashboard.Dashboard;
import dev.lifeboat.dashboard.Dashboard.PhaseTime;
import dev.lifeboat.dashboard.Overview;
import dev.lifeboat.readiness.Readiness;
import dev.lifeboat.readiness.Readiness.Reason;
import dev.lifeboat.readiness.RpoNow;
import dev.lifeboat.report.Words;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How things stand, as a person reads it. */
final class OverviewView {
    private OverviewView() {}

    static void show(Output output, Overview overview) {
        overview.warnings().forEach(warning -> Output.say("warning: %s", plain(warning)));
        readiness(output, overview.runbook(), overview.readiness());
        dashboard(output, overview.dashboard());
    }

    private static void readiness(Output output, String runbook, Readiness readiness) {
        output.line("%s: ready to be restored: %d of 100", runbook, readiness.score());
        for (Reason reason : readiness.reasons()) {
            output.line("  %-9s %3d of %2d  %s", reason.name(), reason.points(), reason.of(), plain(reason.found()));
            reason.missing()
                    .forEach(remedy -> output.line(
                            "            missing: %s%n            to do:   %s",
                            plain(remedy.what()), plain(remedy.command())));
        }
        RpoNow rpo = readiness.rpo();
        output.line("RPO now     %s", newest(rpo.restorable(), rpo));
        output.line("  proven    %s", newest(rpo.proven(), rpo));
    }

    private static String newest(RpoNow.@Nullable Newest newest, RpoNow rpo) {
        return newest == null
                ? "no such set"
                : Words.span(newest.age()) + " (" + newest.set() + "), the objective is " + Words.span(rpo.objective())
                        + (newest.within() ? "" : ": MISSED");
    }

    private static void dashboard(Output output, Dashboard board) {
        Dashboard.Backups backups = board.backups();
        output.line(
                "backups     30 days: %d succeeded, %d failed%s; median %s, last %s",
                backups.succeeded(),
                backups.failed(),
                percent(backups.successRate()),
                Words.span(backups.median()),
                Words.span(backups.last()));
        Dashboard.Drills drills = board.drills();
        output.line(
                "drills      90 days: %d proven, %d failed%s",
                drills.proven(), drills.failed(), percent(drills.successRate()));
        Dashboard.Size size = board.size();
        if (size != null) {
            Double growth = size.growth();
            output.line(
                    "size        %s, %s rows, %s stored%s",
                    Words.bytes(size.bytes()),
                    Words.count(size.rows()),
                    Words.bytes(size.allStoredBytes()),
                    growth == null ? "" : "; " + (growth < 0 ? "" : "+") + Math.round(100 * growth) + " % in 30 days");
        }
        output.line(
                "cost        %s this month so far",
                board.cost().isEmpty()
                        ? "nothing"
                        : board.cost().stream().map(Money::text).collect(Collectors.joining(", ")));
        for (PhaseTime phase : board.phases()) {
            if (phase.measured() > 0 || phase.within() != null) {
                output.line(
                        "phase       %-20s back after %s (median of %d: %s)%s",
                        phase.phase(),
                        Words.span(phase.last()),
                        phase.measured(),
                        Words.span(phase.median()),
                        phase.within() == null
                                ? ""
                                : ", objective " + Words.span(phase.within())
                                        + (Boolean.FALSE.equals(phase.held()) ? ": MISSED" : ""));
            }
        }
        board.notes().forEach(note -> Output.say("note: %s", plain(note)));
    }

    private static String percent(@Nullable Double rate) {
        return rate == null ? "" : " (" + Math.round(Math.floor(100 * rate)) + " %)";
    }

    private static String plain(String text) {
        return Printable.of(text);
    }
}

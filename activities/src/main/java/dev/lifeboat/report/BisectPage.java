package dev.lifeboat.report;

import dev.lifeboat.drill.BisectReport;
import dev.lifeboat.drill.BisectRun;
import dev.lifeboat.drill.Probed;
import dev.lifeboat.report.Page.Cell;
import dev.lifeboat.report.Page.Grid;
import dev.lifeboat.report.Page.Notes;
import java.time.Duration;
import java.util.List;

/** The page of a search for the last good set: which sets were tried, and what their gates said. */
final class BisectPage {
    private BisectPage() {}

    static ReportLine line(BisectRun run) {
        return new ReportLine(
                "bisect",
                run.search().runId(),
                run.runbook(),
                run.search().gate(),
                tone(run),
                outcome(run),
                run.startedAt(),
                run.endedAt(),
                run.startedBy());
    }

    static Page of(BisectRun run) {
        BisectReport search = run.search();
        return new Page(
                "Last set with a green gate " + search.gate(),
                tone(run),
                outcome(run),
                new Page.Facts()
                        .add("Run", search.runId())
                        .add("Runbook", run.runbook())
                        .add("Gate", search.gate())
                        .add("Newest set with a green gate", search.newestGreen())
                        .add("Sets to choose from", Words.count(search.sets()))
                        .add("Tried", Words.count(search.probed().size()))
                        .add(
                                "Newer, and not tried",
                                search.assumed() == 0
                                        ? ""
                                        : Words.count(search.assumed())
                                                + ": what was bad once is taken to have stayed bad")
                        .add("Started", Words.time(run.startedAt()) + " by " + run.startedBy())
                        .add("Ended", Words.time(run.endedAt()))
                        .add("Took", Words.span(Duration.between(run.startedAt(), run.endedAt())))
                        .add("Error", run.error())
                        .all(),
                List.of(
                        new Grid(
                                "Sets in the order in which they were tried",
                                List.of("Set", "Gate", "What it said"),
                                search.probed().stream()
                                        .map(tried ->
                                                List.of(Cell.code(tried.set()), gate(tried), Cell.of(tried.detail())))
                                        .toList()),
                        new Notes("Warnings", Tone.WARN, search.warnings())));
    }

    private static Cell gate(Probed tried) {
        return switch (tried.outcome()) {
            case GREEN -> Cell.of(Tone.GOOD, "green");
            case RED -> Cell.of(Tone.BAD, "red");
            case UNKNOWN -> Cell.of(Tone.WARN, "not known");
        };
    }

    private static Tone tone(BisectRun run) {
        if (run.error() != null) {
            return Tone.BAD;
        }
        boolean found = run.search().newestGreen() != null;
        return found && run.search().warnings().isEmpty() ? Tone.GOOD : Tone.WARN;
    }

    private static String outcome(BisectRun run) {
        return run.error() == null ? run.search().step() : "failed";
    }
}

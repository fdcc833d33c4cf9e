package dev.lifeboat.report;

import java.time.Duration;
import java.util.List;

/** The page of a run that failed before it had anything else to say. */
final class FailurePage {
    private FailurePage() {}

    static ReportLine line(FailedRun run) {
        return new ReportLine(
                run.kind(),
                run.runId(),
                run.runbook(),
                run.subject(),
                Tone.BAD,
                "failed",
                run.startedAt(),
                run.endedAt(),
                run.startedBy());
    }

    static Page of(FailedRun run) {
        return new Page(
                "Run of " + run.kind() + ": " + run.subject(),
                Tone.BAD,
                "failed",
                new Page.Facts()
                        .add("Run", run.runId())
                        .add("Runbook", run.runbook())
                        .add("About", run.subject())
                        .add("Started", Words.time(run.startedAt()) + " by " + run.startedBy())
                        .add("Ended", Words.time(run.endedAt()))
                        .add("Took", Words.span(Duration.between(run.startedAt(), run.endedAt())))
                        .add("Error", run.error())
                        .all(),
                List.of());
    }
}

package dev.lifeboat.report;

import java.util.List;

/** The page of a run that failed before it had anything else to say. */
final class FailurePage {
    private FailurePage() {}

    static ReportLine line(FailedRun run) {
        return ReportLine.of(run.kind(), run, run.subject(), Tone.BAD, "failed");
    }

    static Page of(FailedRun run) {
        return new Page(
                "Run of " + run.kind() + ": " + run.subject(),
                Tone.BAD,
                "failed",
                new Page.Facts()
                        .run(run)
                        .add("About", run.subject())
                        .times(run)
                        .add("Error", run.error())
                        .all(),
                List.of());
    }
}

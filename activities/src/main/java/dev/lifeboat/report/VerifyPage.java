package dev.lifeboat.report;

import dev.lifeboat.report.Page.Notes;
import dev.lifeboat.verify.VerifyReport;
import java.time.Duration;
import java.util.List;

/** The page of a verification. */
final class VerifyPage {
    private VerifyPage() {}

    static ReportLine line(VerifyRun run) {
        return new ReportLine(
                "verify",
                run.runId(),
                run.runbook(),
                run.set(),
                tone(run),
                outcome(run),
                run.startedAt(),
                run.endedAt(),
                run.startedBy());
    }

    static Page of(VerifyRun run) {
        Page.Facts facts = new Page.Facts()
                .add("Run", run.runId())
                .add("Runbook", run.runbook())
                .add("Set", run.set())
                .add("Started", Words.time(run.startedAt()) + " by " + run.startedBy())
                .add("Ended", Words.time(run.endedAt()))
                .add("Took", Words.span(Duration.between(run.startedAt(), run.endedAt())))
                .add("Error", run.error());
        VerifyReport found = run.verification();
        if (found != null) {
            facts.add("Manifest SHA-256", found.manifestSha256())
                    .add("Signed by", found.signer())
                    .add("Store that was read", found.store())
                    .add("Objects read", Words.count(found.objects()))
                    .add("Rows counted and hashed", Words.count(found.rows()))
                    .add("Bytes of rows", Words.bytes(found.bytes()))
                    .add("Stored bytes", Words.bytes(found.storedBytes()))
                    .add(
                            "In earlier sets' folders",
                            found.reusedParts() == 0
                                    ? ""
                                    : Words.count(found.reusedParts()) + " objects, "
                                            + Words.bytes(found.reusedBytes()));
        }
        return new Page(
                "Verification of " + run.set(),
                tone(run),
                outcome(run),
                facts.all(),
                List.of(new Notes("Warnings", Tone.WARN, found == null ? List.of() : found.warnings())));
    }

    private static Tone tone(VerifyRun run) {
        VerifyReport found = run.verification();
        if (found == null) {
            return Tone.BAD;
        }
        return found.warnings().isEmpty() ? Tone.GOOD : Tone.WARN;
    }

    private static String outcome(VerifyRun run) {
        VerifyReport found = run.verification();
        if (found == null) {
            return "failed";
        }
        return found.warnings().isEmpty() ? "verified" : "verified, with warnings";
    }
}

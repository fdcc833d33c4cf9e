package dev.lifeboat.report;

import dev.lifeboat.notice.Spoken;
import dev.lifeboat.report.Page.Cell;
import dev.lifeboat.report.Page.Grid;
import dev.lifeboat.report.Page.Notes;
import dev.lifeboat.verify.VerifiedSet;
import dev.lifeboat.verify.VerifyAllReport;
import dev.lifeboat.verify.VerifyReport;
import java.util.List;

/** The page of a verification. */
public final class VerifyPage {
    private VerifyPage() {}

    static ReportLine line(VerifyRun run) {
        return ReportLine.of("verify", run, run.set(), tone(run), outcome(run));
    }

    static Page of(VerifyRun run) {
        Page.Facts facts =
                new Page.Facts().run(run).add("Set", run.set()).times(run).add("Error", run.error());
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

    static ReportLine line(VerifyAllReport report) {
        return ReportLine.of("verify", report, report.asked(), tone(report), outcome(report));
    }

    /** Of all kept sets on every copy. */
    public static Page of(VerifyAllReport report) {
        return new Page(
                "Verification of " + report.asked() + " sets",
                tone(report),
                outcome(report),
                new Page.Facts()
                        .run(report)
                        .add("Verification", report.name())
                        .times(report)
                        .all(),
                List.of(
                        new Notes("What could not be looked at", Tone.BAD, report.problems()),
                        new Notes(
                                "Removed meanwhile",
                                Tone.PLAIN,
                                report.gone().stream()
                                        .map(set -> set.set() + " in " + set.store())
                                        .toList()),
                        new Grid(
                                "Sets",
                                List.of("Store", "Set", "Rows", "Bytes of rows", "Found"),
                                report.sets().stream()
                                        .map(set -> List.of(
                                                Cell.of(set.store()),
                                                Cell.code(set.set()),
                                                Cell.of(Words.count(set.rows())),
                                                Cell.of(Words.bytes(set.bytes())),
                                                found(set)))
                                        .toList())));
    }

    private static Cell found(VerifiedSet set) {
        if (set.error() != null) {
            return Cell.of(Tone.BAD, set.error());
        }
        return set.warnings() == 0
                ? Cell.of(Tone.GOOD, "right")
                : Cell.of(Tone.WARN, Spoken.count(set.warnings(), "warning"));
    }

    private static Tone tone(VerifyAllReport report) {
        return Tone.of(report.failed().isEmpty() && report.problems().isEmpty());
    }

    private static String outcome(VerifyAllReport report) {
        return report.sets().size() - report.failed().size() + " of "
                + report.sets().size() + " right";
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

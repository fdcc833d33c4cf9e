package dev.lifeboat.report;

import dev.lifeboat.report.Page.Cell;
import dev.lifeboat.report.Page.Grid;
import dev.lifeboat.report.Page.Notes;
import dev.lifeboat.retention.CleanUpReport;
import dev.lifeboat.retention.SetDecision;
import java.util.List;

/** The page of what a clean-up did to a store. */
public final class CleanUpPage {
    private CleanUpPage() {}

    static ReportLine line(CleanUpReport report) {
        return ReportLine.of(
                "retention",
                report,
                "store " + report.store(),
                tone(report),
                report.deleted().size() + " deleted, " + report.kept().size() + " kept");
    }

    public static Page of(CleanUpReport report) {
        return new Page(
                "Clean-up of store " + report.store(),
                tone(report),
                report.deleted().size() + " sets deleted, " + report.kept().size() + " kept",
                new Page.Facts()
                        .run(report)
                        .times(report)
                        .add("Freed", Words.bytes(report.bytes() + report.leftoverBytes()))
                        .add("Plan, in the store", report.plan())
                        .add("Plan SHA-256", report.planSha256())
                        .all(),
                List.of(
                        new Notes("Warnings", Tone.WARN, report.warnings()),
                        new Notes("Planned to go, and still there", Tone.WARN, report.notes()),
                        sets("Deleted", report.deleted()),
                        new Grid(
                                "Leftovers of no set, deleted",
                                List.of("What", "Objects", "Bytes", "Why"),
                                report.leftovers().stream()
                                        .map(leftover -> List.of(
                                                Cell.code(leftover.what()),
                                                Cell.of(Words.count(
                                                        leftover.objects().size())),
                                                Cell.of(Words.bytes(leftover.bytes())),
                                                Cell.of(leftover.reason())))
                                        .toList()),
                        sets("Kept", report.kept())));
    }

    private static Tone tone(CleanUpReport report) {
        return report.warnings().isEmpty() && report.notes().isEmpty() ? Tone.GOOD : Tone.WARN;
    }

    private static Grid sets(String title, List<SetDecision> sets) {
        return new Grid(
                title,
                List.of("Set", "State", "Taken", "Bytes", "Why"),
                sets.stream()
                        .map(set -> List.of(
                                Cell.code(set.set()),
                                Cell.of(set.state().wireName()),
                                Cell.of(Words.time(set.takenAt())),
                                Cell.of(Words.bytes(set.storedBytes())),
                                Cell.of(String.join("; ", set.reasons()))))
                        .toList());
    }
}

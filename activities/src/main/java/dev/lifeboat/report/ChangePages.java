package dev.lifeboat.report;

import dev.lifeboat.repair.RepairReport;
import dev.lifeboat.report.Page.Cell;
import dev.lifeboat.report.Page.Grid;
import dev.lifeboat.report.Page.Notes;
import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.rollback.RollbackReport;
import java.util.List;

/** The pages of what changes a living database: repairs and roll-backs of definitions. */
final class ChangePages {
    private ChangePages() {}

    static ReportLine line(RepairReport report) {
        return ReportLine.of(
                "repair", report, report.setId(), RestorePage.tone(report.outcome()), Words.words(report.outcome()));
    }

    static ReportLine line(RollbackReport report) {
        return ReportLine.of(
                "rollback", report, report.setId(), RestorePage.tone(report.outcome()), Words.words(report.outcome()));
    }

    static Page of(RepairReport report) {
        Page.Facts facts = facts(report, report.setId(), report.target())
                .add("Rows that the set lacks", report.deleteExtra() ? "deleted" : "kept")
                .add("Error", report.error());
        return new Page(
                "Repair from " + report.setId(),
                RestorePage.tone(report.outcome()),
                Words.words(report.outcome()),
                facts.all(),
                List.of(
                        new Notes("Warnings", Tone.WARN, report.warnings()),
                        new Notes(
                                "What was not green",
                                Tone.BAD,
                                report.gates().stream()
                                        .flatMap(gate -> RestorePage.failures(gate.phase(), gate).stream())
                                        .toList()),
                        new Grid(
                                "Tables",
                                List.of("Table", "Missing", "Changed", "Extra", "The same"),
                                report.tables().stream()
                                        .map(table -> List.of(
                                                Cell.code(table.table()),
                                                Cell.of(Words.count(table.missing())),
                                                Cell.of(Words.count(table.changed())),
                                                Cell.of(Words.count(table.extra())),
                                                Cell.of(Words.count(table.same()))))
                                        .toList()),
                        RestorePage.evidence(report.gates()),
                        RestorePage.decisions(report.decisions()),
                        new Notes("Files that take it back, in the store", Tone.PLAIN, report.undo())));
    }

    static Page of(RollbackReport report) {
        Page.Facts facts = facts(report, report.setId(), report.target())
                .add("Error", report.error())
                .add(
                        "Target changed",
                        report.applied() ? "yes" : report.error() == null ? "no" : "no, as far as the run knew")
                .add("Differences", Words.count(report.total()))
                .add("Statements, in the store", report.script())
                .add("What takes them back, in the store", report.undo());
        return new Page(
                "Roll-back of definitions to " + report.setId(),
                RestorePage.tone(report.outcome()),
                Words.words(report.outcome()),
                facts.all(),
                List.of(
                        new Notes("Warnings", Tone.WARN, report.warnings()),
                        new Grid(
                                "Definitions",
                                List.of("Action", "Kind", "Name"),
                                report.changes().stream()
                                        .map(change -> List.of(
                                                Cell.of(Words.words(change.action())),
                                                Cell.of(change.kind()),
                                                Cell.code(change.name())))
                                        .toList()),
                        RestorePage.decisions(report.decisions())));
    }

    private static Page.Facts facts(Reported run, String set, TargetIdentity target) {
        return new Page.Facts()
                .run(run)
                .add("Set", set)
                .add("Target", target.database() + " (system " + target.systemIdentifier() + ")")
                .times(run);
    }
}

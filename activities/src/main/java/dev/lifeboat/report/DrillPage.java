package dev.lifeboat.report;

import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.drill.MutationReport;
import dev.lifeboat.report.Page.Block;
import dev.lifeboat.report.Page.Cell;
import dev.lifeboat.report.Page.Column;
import dev.lifeboat.report.Page.Grid;
import dev.lifeboat.report.Page.Notes;
import dev.lifeboat.report.Page.Trend;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.runbook.Objectives;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** The page of a drill. */
final class DrillPage {
    private DrillPage() {}

    static ReportLine line(DrillReport report) {
        return new ReportLine(
                "drill",
                report.runId(),
                ReportLine.runbookOf(report.runId()),
                report.setId(),
                tone(report),
                result(report),
                report.startedAt(),
                report.endedAt(),
                report.by() == null ? "" : report.by());
    }

    /** @param earlier drills of the same runbook, the oldest first; what they took is the trend */
    static Page of(DrillReport report, List<DrillReport> earlier) {
        RestoreReport restore = report.restore();
        Page.Facts facts = new Page.Facts()
                .add("Run", report.runId())
                .add("Drill", report.name())
                .add("Set", report.setId());
        if (restore != null) {
            facts.add("Manifest SHA-256", restore.manifestSha256())
                    .add("Data as of", Words.time(restore.takenAt()))
                    .add("Target", restore.target().database() + ", thrown away");
        }
        facts.add("Started", Words.time(report.startedAt()) + (report.by() == null ? "" : " by " + report.by()))
                .add("Ended", Words.time(report.endedAt()))
                .add("Took", Words.span(took(report)))
                .add("Restored by", report.way())
                .add("Chaos", report.chaos())
                .add("Error", report.error());
        for (RecordedDecision decision : report.signOff()) {
            facts.add(
                    decision.verb() == Verb.APPROVE ? "Signed off" : "Not signed off",
                    Words.time(decision.at()) + " by " + decision.by()
                            + (decision.authenticated() ? "" : ", unauthenticated")
                            + (decision.reason() == null ? "" : ": " + decision.reason()));
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Notes("Warnings of the choice", Tone.WARN, report.warnings()));
        if (restore != null) {
            blocks.addAll(RestorePage.blocks(restore));
        }
        if (report.mutations() != null) {
            blocks.addAll(mutations(report.mutations()));
        }
        List<DrillReport> all =
                Stream.concat(earlier.stream(), Stream.of(report)).toList();
        blocks.add(trend(all));
        blocks.add(table(all));
        return new Page("Drill of " + report.setId(), tone(report), result(report), facts.all(), blocks);
    }

    private static Tone tone(DrillReport report) {
        return report.proven() && report.error() != null ? Tone.WARN : Tone.of(report.proven());
    }

    private static String result(DrillReport report) {
        return report.proven() ? report.error() == null ? "proven" : "proven, with an error" : "not proven";
    }

    private static List<Block> mutations(MutationReport report) {
        List<String> gone = report.stopped().stream()
                .map(name -> "caught before, and not any more: " + name)
                .toList();
        List<List<Cell>> rows = report.tried().stream()
                .map(one -> List.of(
                        Cell.of(one.name()),
                        one.caught() ? Cell.of(Tone.GOOD, String.join(", ", one.by())) : Cell.of(Tone.BAD, "nothing"),
                        Cell.of(one.advice() == null ? "" : one.advice())))
                .toList();
        double most = report.trend().stream()
                .mapToInt(MutationReport.Point::tried)
                .max()
                .orElse(1);
        List<Column> columns = report.trend().stream()
                .map(point -> new Column(
                        Words.time(point.at()) + ": " + point.caught() + " of " + point.tried(),
                        100 * point.caught() / Math.max(1, most),
                        point.caught() == point.tried() ? Tone.GOOD : Tone.WARN))
                .toList();
        return List.of(
                new Notes("Gates against known damage", Tone.PLAIN, List.of(report.describe())),
                new Notes("What the gates stopped catching", Tone.BAD, gone),
                new Grid("Each damage", List.of("Damage", "Caught by", "A check that would catch it"), rows),
                new Notes("Not tried", Tone.PLAIN, report.skipped()),
                new Trend(
                        "Damages caught",
                        columns,
                        -1,
                        "How many damages turned a gate red in each drill, the oldest first, this one last."));
    }

    private static Duration took(DrillReport report) {
        return Duration.between(report.startedAt(), report.endedAt());
    }

    private static Trend trend(List<DrillReport> drills) {
        RestoreReport newest = drills.get(drills.size() - 1).restore();
        Objectives objectives = newest == null ? null : newest.objectives();
        long most = Stream.concat(
                        drills.stream().map(DrillPage::took),
                        Stream.ofNullable(objectives).map(Objectives::rto))
                .mapToLong(Duration::toMillis)
                .max()
                .orElse(1);
        double whole = Math.max(1, most);
        return new Trend(
                "The last drills",
                drills.stream()
                        .map(drill -> new Column(
                                Words.time(drill.startedAt()) + ": " + Words.span(took(drill)),
                                100 * took(drill).toMillis() / whole,
                                Tone.of(drill.proven())))
                        .toList(),
                objectives == null ? -1 : 100 * objectives.rto().toMillis() / whole,
                "How long each took, the oldest first, this one last; the dashed line is the RTO.");
    }

    /** The same in numbers, with each phase: charts have no decimals. */
    private static Grid table(List<DrillReport> drills) {
        if (drills.size() < 2) {
            return new Grid("", List.of(), List.of());
        }
        List<String> phases = drills.stream()
                .map(DrillReport::restore)
                .filter(Objects::nonNull)
                .flatMap(restore -> restore.phases().stream())
                .map(PhaseReport::phase)
                .distinct()
                .toList();
        List<String> columns = new ArrayList<>(List.of("Started", "Set", "Result", "Took"));
        columns.addAll(phases);
        List<List<Cell>> rows = new ArrayList<>();
        for (DrillReport drill : drills) {
            List<Cell> row = new ArrayList<>(List.of(
                    Cell.of(Words.time(drill.startedAt())),
                    Cell.of(drill.setId()),
                    Cell.of(Tone.of(drill.proven()), drill.proven() ? "proven" : "not proven"),
                    Cell.of(Words.span(took(drill)))));
            phases.forEach(phase -> row.add(Cell.of(machine(drill, phase))));
            rows.add(row);
        }
        return new Grid("The last drills in numbers", columns, rows);
    }

    private static String machine(DrillReport drill, String phase) {
        return Stream.ofNullable(drill.restore())
                .flatMap(restore -> restore.phases().stream())
                .filter(one -> one.phase().equals(phase))
                .map(one -> Words.span(one.machine()))
                .findFirst()
                .orElse("–");
    }
}

package dev.lifeboat.report;

import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.report.Page.Bar;
import dev.lifeboat.report.Page.Bars;
import dev.lifeboat.report.Page.Block;
import dev.lifeboat.report.Page.Cell;
import dev.lifeboat.report.Page.Grid;
import dev.lifeboat.report.Page.Notes;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.runbook.Objectives;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The page of a restore; a drill's page has it inside. */
final class RestorePage {
    private RestorePage() {}

    static ReportLine line(RestoreReport report) {
        String outcome = Words.words(report.outcome()) + (report.drill() ? ", rehearsed" : "");
        return ReportLine.of("restore", report, report.setId(), tone(report.outcome()), outcome);
    }

    static Page of(RestoreReport report) {
        return new Page(
                (report.drill() ? "Rehearsal of " : "Restore of ") + report.setId(),
                tone(report.outcome()),
                Words.words(report.outcome()),
                new Page.Facts()
                        .run(report)
                        .add("Set", report.setId())
                        .add("Manifest SHA-256", report.manifestSha256())
                        .add("Data as of", Words.time(report.takenAt()))
                        .add(
                                "Target",
                                report.target().database() + " (system "
                                        + report.target().systemIdentifier() + ")")
                        .times(report)
                        .add(
                                "Went on from",
                                report.begunAt() == null ? null : "a run that began " + Words.time(report.begunAt()))
                        .add("In the target's place before", report.putAside())
                        .add("Error", report.error())
                        .all(),
                blocks(report));
    }

    static List<Block> blocks(RestoreReport report) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Notes("Warnings", Tone.WARN, report.warnings()));
        blocks.add(new Notes("What was not green", Tone.BAD, failures(report)));
        blocks.add(objectives(report));
        blocks.add(bars(report));
        blocks.add(phases(report));
        blocks.add(evidence(report.phases().stream()
                .flatMap(phase -> phase.gates().stream())
                .toList()));
        blocks.add(decisions(report.phases().stream()
                .flatMap(phase -> phase.decisions().stream())
                .toList()));
        blocks.add(new Notes(
                "Notes",
                Tone.PLAIN,
                report.phases().stream()
                        .flatMap(phase -> phase.notes().stream().map(note -> phase.phase() + ": " + note))
                        .toList()));
        return blocks;
    }

    static Tone tone(RestoreOutcome outcome) {
        return switch (outcome) {
            case COMPLETED -> Tone.GOOD;
            case COMPLETED_WITH_EXCEPTIONS -> Tone.WARN;
            case ABORTED, FAILED -> Tone.BAD;
        };
    }

    private static Grid objectives(RestoreReport report) {
        List<List<Cell>> rows = new ArrayList<>();
        Objectives objectives = report.objectives();
        if (objectives != null) {
            rows.add(
                    report.back()
                            ? objective("Back within (RTO)", objectives.rto(), report.took())
                            : unreached("Back within (RTO)", objectives.rto()));
            Duration lost = Duration.between(report.takenAt(), report.firstBegunAt());
            // A drill may take an old set on purpose: its age says nothing about what a disaster would cost.
            rows.add(
                    report.drill()
                            ? List.of(
                                    Cell.of("Age of the set"),
                                    Cell.of("–"),
                                    Cell.of(Words.span(lost)),
                                    Cell.of("not judged: a rehearsal"))
                            : report.back()
                                    ? objective("Lost at most (RPO)", objectives.rpo(), lost)
                                    : unreached("Lost at most (RPO)", objectives.rpo()));
        }
        for (PhaseReport phase : report.phases()) {
            if (phase.within() != null) {
                rows.add(
                        phase.aborted()
                                ? unreached("Phase " + phase.phase(), phase.within())
                                : objective("Phase " + phase.phase(), phase.within(), report.readyAfter(phase)));
            }
        }
        return new Grid("Against the objectives", List.of("Objective", "Limit", "Measured", "Held"), rows);
    }

    private static List<Cell> unreached(String name, Duration limit) {
        return List.of(
                Cell.of(name), Cell.of(Words.span(limit)), Cell.of("not back"), Cell.of(Tone.BAD, "not reached"));
    }

    private static List<Cell> objective(String name, Duration limit, Duration measured) {
        boolean held = measured.compareTo(limit) <= 0;
        return List.of(
                Cell.of(name),
                Cell.of(Words.span(limit)),
                Cell.of(Words.span(measured)),
                Cell.of(Tone.of(held), held ? "held" : "missed by " + Words.span(measured.minus(limit))));
    }

    private static Bars bars(RestoreReport report) {
        long most = Math.max(1, report.took().toMillis());
        for (PhaseReport phase : report.phases()) {
            most = Math.max(most, report.readyAfter(phase).toMillis());
            Duration within = phase.within();
            most = within == null ? most : Math.max(most, within.toMillis());
        }
        double whole = most;
        List<Bar> bars = report.phases().stream()
                .map(phase -> {
                    Duration ready = report.readyAfter(phase);
                    Duration within = phase.within();
                    return new Bar(
                            phase.phase(),
                            Words.span(ready) + (within == null ? "" : " of " + Words.span(within)),
                            100 * ready.toMillis() / whole,
                            within == null ? -1 : 100 * within.toMillis() / whole,
                            within == null ? Tone.PLAIN : Tone.of(ready.compareTo(within) <= 0));
                })
                .toList();
        return new Bars(
                "When each phase was back",
                bars,
                "Time from the start of the restore until the phase was accepted; the dashed line is its budget.");
    }

    private static Grid phases(RestoreReport report) {
        return new Grid(
                "Phases",
                List.of("Phase", "Rows", "Bytes", "Machine time", "Ready after", "Content", "Gate"),
                report.phases().stream()
                        .map(phase -> List.of(
                                Cell.of(phase.phase()),
                                Cell.of(Words.count(phase.rows())),
                                Cell.of(Words.bytes(phase.bytes())),
                                Cell.of(Words.span(phase.machine())),
                                Cell.of(Words.span(report.readyAfter(phase))),
                                Cell.of(
                                        Tone.of(phase.contentEqual()),
                                        phase.contentEqual() ? "equal to the set" : "NOT equal to the set"),
                                gate(phase)))
                        .toList());
    }

    private static Cell gate(PhaseReport phase) {
        int total = phase.gates().stream().mapToInt(GateResult::total).sum();
        int failed = phase.gates().stream().mapToInt(GateResult::failed).sum();
        String text = total - failed + " of " + total;
        if (phase.aborted()) {
            return Cell.of(Tone.BAD, text + (phase.decisions().isEmpty() ? ", ended here" : ", aborted"));
        }
        return phase.waived() ? Cell.of(Tone.WARN, text + ", waived") : Cell.of(Tone.of(failed == 0), text);
    }

    private static List<String> failures(RestoreReport report) {
        List<String> lines = new ArrayList<>();
        for (PhaseReport phase : report.phases()) {
            for (GateResult gate : phase.gates()) {
                lines.addAll(failures(phase.phase(), gate));
            }
        }
        return lines;
    }

    static List<String> failures(String where, GateResult gate) {
        return gate.checks().stream()
                .filter(check -> !check.passed())
                .map(check -> where + ": " + describe(check))
                .toList();
    }

    private static String describe(GateCheck check) {
        return check.kind() + " " + check.name() + ": expected " + check.expected() + ", found " + check.actual();
    }

    /** What was approved is named by digest: the file in the store has the whole list of checks. */
    static Grid evidence(List<GateResult> gates) {
        return new Grid(
                "Evidence",
                List.of("Gate", "Checks", "Examined", "SHA-256", "File in the store"),
                gates.stream()
                        .map(gate -> List.of(
                                Cell.of(gate.phase() + ", " + gate.stage().wireName() + ", try " + gate.attempt()),
                                Cell.of(Tone.of(gate.passed()), gate.total() - gate.failed() + " of " + gate.total()),
                                Cell.of(Words.time(gate.examinedAt())),
                                Cell.code(gate.digest()),
                                Cell.code(gate.object())))
                        .toList());
    }

    static Grid decisions(List<RecordedDecision> decisions) {
        return new Grid(
                "Decisions",
                List.of("Phase", "Decision", "By", "At", "Reason"),
                decisions.stream()
                        .map(decision -> List.of(
                                Cell.of(decision.phase() + ", " + decision.stage()),
                                Cell.of(decision.verb().wireName()),
                                Cell.of(
                                        decision.authenticated() ? Tone.PLAIN : Tone.WARN,
                                        decision.by() + (decision.authenticated() ? "" : ", unauthenticated")),
                                Cell.of(Words.time(decision.at())),
                                Cell.of(decision.reason() == null ? "" : decision.reason())))
                        .toList());
    }
}

package dev.lifeboat.restore;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.runbook.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a phase went.
 *
 * @param machine time the machine worked, without waiting for people
 * @param people time it waited for people's decisions; null in reports of older versions
 * @param within the budget, from the start of the restore; null: none
 * @param waived whether a gate was passed over with a reason
 * @param aborted whether the run ended here: a person said so, or a gate of a drill was red
 * @param gates the last examination of each stage
 * @param warnings what a person should look at that has nothing to do with the target: stores that have the set damaged
 */
public record PhaseReport(
        String phase,
        long rows,
        long bytes,
        Instant startedAt,
        Instant endedAt,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration machine,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration people,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration within,

        boolean contentEqual,
        boolean waived,
        boolean aborted,
        List<GateResult> gates,
        List<RecordedDecision> decisions,
        List<String> notes,
        List<String> warnings) {
    /** The note of a phase that was only examined. */
    public static final String OPENED_EARLIER = "opened by an earlier run";

    /** Begins the note of a drill that names what of a gate it left out. */
    public static final String NOT_ASKED = "not asked, as a drill has a database and no service in front of it: ";

    public PhaseReport {
        gates = List.copyOf(gates);
        decisions = List.copyOf(decisions);
        notes = List.copyOf(notes);
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }

    /**
     * From its turn until it was back, without the time that people took to decide.
     *
     * @param before when the phase before was back; null: it is the first one
     */
    public Duration takes(@Nullable Instant before) {
        Instant turn = before != null && before.isAfter(startedAt) ? before : startedAt;
        Duration whole = Duration.between(turn, endedAt);
        Duration worked = people == null ? whole : whole.minus(people);
        return worked.isNegative() ? Duration.ZERO : worked;
    }

    /** What a drill leaves out of this phase's gate, as its notes; empty: nothing. */
    public static List<String> leftOut(Phase phase) {
        List<String> http = phase.gate().stream()
                .filter(check -> check.http() != null)
                .map(check -> "\"" + check.name() + "\"")
                .toList();
        if (http.isEmpty()) {
            return List.of();
        }
        boolean alone = http.size() == phase.gate().size();
        return List.of(NOT_ASKED
                + String.join(", ", http)
                + (alone ? "; no check of the phase's own examined it, Lifeboat's alone did" : ""));
    }

    /** The notes of checks that a drill left out. */
    public List<String> notAsked() {
        return notes.stream().filter(note -> note.startsWith(NOT_ASKED)).toList();
    }

    /** Whether an earlier run opened it, and this one has only examined it. */
    public boolean openedEarlier() {
        return notes.stream().anyMatch(note -> note.startsWith(OPENED_EARLIER));
    }

    /** What was red that nobody has waived, for people; null: nothing was. In a drill nobody is asked, and it ends there. */
    public @Nullable String redGate() {
        if (waived) {
            return null;
        }
        for (GateResult gate : gates) {
            if (!gate.passed()) {
                String first = gate.checks().isEmpty()
                        ? "and nothing says why"
                        : "first " + gate.checks().get(0).kind() + " "
                                + gate.checks().get(0).name();
                return "phase " + phase + ": " + gate.failed() + " of " + gate.total() + " checks failed, " + first;
            }
        }
        return null;
    }

    /** Whether its rows were loaded in this run, all of them and rightly: then its time tells something. */
    public boolean loadedWhole() {
        return contentEqual && !aborted && !openedEarlier();
    }

    /** Whether rows and content were found equal: failures beyond those that travel may be of any kind. */
    static boolean contentEqual(GateResult gate) {
        long seen = gate.checks().stream().filter(check -> !check.passed()).count();
        return gate.failed() == seen
                && gate.checks().stream()
                        .noneMatch(check -> !check.passed()
                                && (check.kind().equals("rows") || check.kind().equals("content")));
    }
}

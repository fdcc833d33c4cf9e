package dev.lifeboat.restore;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.gate.GateResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a phase went.
 *
 * @param machine time the machine worked, without waiting for people
 * @param within the budget, from the start of the restore; null: none
 * @param waived whether a gate was passed over with a reason
 * @param aborted whether a person ended the run here
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
        Duration within,

        boolean contentEqual,
        boolean waived,
        boolean aborted,
        List<GateResult> gates,
        List<RecordedDecision> decisions,
        List<String> notes,
        List<String> warnings) {
    public PhaseReport {
        gates = List.copyOf(gates);
        decisions = List.copyOf(decisions);
        notes = List.copyOf(notes);
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }
}

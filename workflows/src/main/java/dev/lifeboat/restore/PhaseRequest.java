package dev.lifeboat.restore;

import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.People;
import dev.lifeboat.runbook.Phase;
import java.time.Instant;
import java.util.List;

/**
 * One phase of a run.
 *
 * @param phase from the runbook, or the remainder
 * @param opened whether an earlier run opened it: then nothing is loaded, structure and services are examined again
 * @param ahead whether the phase before is still under way: then rows are loaded, read back and indexed, and all else waits
 *     for the word to go on
 * @param startedAt of the restore, or of the first one if it goes on from others: budgets count from here
 */
public record PhaseRequest(
        RunTask run,
        Phase phase,
        PhasePlan plan,
        boolean opened,
        boolean ahead,
        int parallelism,
        boolean autoApprove,
        String startedBy,
        List<String> deciderKeys,
        boolean directDecisions,
        boolean drill,
        Instant startedAt,
        People people,
        Notify notifications) {
    public PhaseRequest {
        deciderKeys = List.copyOf(deciderKeys);
    }

    /** Whether there is a gate after the opening. A drill's copy has no service in front of it that could be asked. */
    boolean asksServices() {
        return phase.hasServiceChecks() && !drill;
    }

    /** What of the gate a drill leaves out, as notes. */
    List<String> leftOut() {
        return drill ? PhaseReport.leftOut(phase) : List.of();
    }
}

package dev.lifeboat.restore;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.lifeboat.decision.RecordedDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where one phase stands.
 *
 * @param revision grows with every change: signals of one phase may arrive in another order than they were sent
 * @param rowsDone rows committed so far
 * @param countedAt when rows and bytes were last counted; null: none are yet
 * @param within the phase's budget from the start of the restore; null: none
 * @param waiting null unless a person has to decide
 */
public record PhaseProgress(
        String phase,
        long revision,
        PhaseState state,
        long rows,
        long rowsDone,
        long bytes,
        long bytesDone,
        @Nullable Instant countedAt,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration within,

        @Nullable Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Waiting waiting,
        List<RecordedDecision> decisions) {
    public PhaseProgress {
        decisions = List.copyOf(decisions);
    }

    /**
     * Of a phase that has not begun.
     *
     * @param within its budget; null: none
     */
    static PhaseProgress pending(PhasePlan plan, @Nullable Duration within) {
        return new PhaseProgress(
                plan.name(),
                0,
                PhaseState.PENDING,
                plan.rows(),
                0,
                plan.bytes(),
                0,
                null,
                within,
                null,
                null,
                null,
                List.of());
    }

    /** Of a phase that has ended: nothing that it says later counts. */
    static PhaseProgress ended(PhasePlan plan, PhaseReport report) {
        return new PhaseProgress(
                plan.name(),
                Long.MAX_VALUE,
                report.aborted() ? PhaseState.ABORTED : PhaseState.DONE,
                plan.rows(),
                report.rows(),
                plan.bytes(),
                report.bytes(),
                report.endedAt(),
                report.within(),
                report.startedAt(),
                report.endedAt(),
                null,
                report.decisions());
    }
}

package dev.lifeboat.run;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run in a list.
 *
 * @param kind backup, verify, restore or drill
 * @param state running, completed, failed, cancelled, terminated or timed-out
 * @param waitingFor what a person has to decide; null: nothing
 * @param closedAt null while it runs
 */
public record RunLine(
        String run,
        String kind,
        String state,
        @Nullable String waitingFor,
        Instant startedAt,
        @Nullable Instant closedAt) {
    /** Whether it is over and was not done. */
    public boolean failed() {
        return closedAt != null && !state.equals("completed");
    }
}

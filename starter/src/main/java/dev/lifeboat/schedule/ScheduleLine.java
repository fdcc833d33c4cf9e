package dev.lifeboat.schedule;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as the engine has it.
 *
 * @param at its times in words
 * @param note why it was paused or resumed; null: none
 * @param next when it runs next, the soonest first, five at most; empty: never again
 * @param last when its last run started; null: none yet
 * @param lastRun the workflow id of that; null with it
 * @param result {@code completed}, {@code failed}, {@code timed-out}, {@code running} and so on; null: none yet, or the engine has
 *     forgotten it
 * @param runs how many it has started
 * @param skipped how many it did not start because one was still running
 * @param missed how many it did not start because the engine was away too long
 */
public record ScheduleLine(
        String id,
        String at,
        boolean paused,
        @Nullable String note,
        List<Instant> next,
        @Nullable Instant last,
        @Nullable String lastRun,
        @Nullable String result,
        long runs,
        long skipped,
        long missed) {
    public ScheduleLine {
        next = List.copyOf(next);
    }
}

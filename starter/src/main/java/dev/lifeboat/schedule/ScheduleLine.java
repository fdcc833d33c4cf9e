package dev.lifeboat.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A schedule as the engine has it.
 *
 * @param note why it was paused or resumed; null: none
 * @param next null: never again
 * @param last when its last run started; null: none yet
 * @param runs how many it has started
 * @param skipped how many it did not start because one was still running
 * @param missed how many it did not start because the engine was away too long
 */
public record ScheduleLine(
        String id,
        boolean paused,
        @Nullable String note,
        @Nullable Instant next,
        @Nullable Instant last,
        long runs,
        long skipped,
        long missed) {}

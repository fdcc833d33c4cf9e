package dev.lifeboat.drill;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a search for the last good set went, whatever its end.
 *
 * @param search what was found, or until it failed
 * @param error null: it did not
 * @param object where the report is kept, relative to the store; null until it is written
 */
public record BisectRun(
        String runbook,
        String startedBy,
        Instant startedAt,
        Instant endedAt,
        BisectReport search,
        @Nullable String error,
        @Nullable String object) {
    /** The same at its place. */
    public BisectRun placedAt(String place) {
        return new BisectRun(runbook, startedBy, startedAt, endedAt, search, error, place);
    }
}

package dev.lifeboat.report;

import dev.lifeboat.verify.VerifyReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the run of a verification went, whatever its end.
 *
 * @param set its id, or as it was asked for where it could not be opened
 * @param verification null: it failed
 * @param error null: it did not
 * @param object where the report is kept, relative to the store; null until it is written
 */
public record VerifyRun(
        String runId,
        String runbook,
        String set,
        String startedBy,
        Instant startedAt,
        Instant endedAt,
        @Nullable VerifyReport verification,
        @Nullable String error,
        @Nullable String object)
        implements Reported {
    /** The same at its place. */
    public VerifyRun placedAt(String place) {
        return new VerifyRun(runId, runbook, set, startedBy, startedAt, endedAt, verification, error, place);
    }
}

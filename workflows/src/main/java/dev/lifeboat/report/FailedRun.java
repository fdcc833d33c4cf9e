package dev.lifeboat.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A run that failed before it had anything else to report: before its plan, or a clean-up, which reports what is done only.
 *
 * @param kind of the run: the first part of its id
 * @param subject what it was about, as far as it knew: a set, or which sets
 * @param object where the report is kept, relative to the store; null until it is written
 */
public record FailedRun(
        String kind,
        String runId,
        String runbook,
        String subject,
        String startedBy,
        Instant startedAt,
        Instant endedAt,
        String error,
        @Nullable String object)
        implements Reported {
    /** The same at its place. */
    public FailedRun placedAt(String place) {
        return new FailedRun(kind, runId, runbook, subject, startedBy, startedAt, endedAt, error, place);
    }
}

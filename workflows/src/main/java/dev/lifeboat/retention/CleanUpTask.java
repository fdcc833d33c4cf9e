package dev.lifeboat.retention;

import dev.lifeboat.runbook.Runbook;
import java.time.Instant;

/**
 * The clean-up of one store by one run.
 *
 * @param runbookSha256 of its file
 * @param store the store's name
 * @param runId the workflow's id and its run's, which no other run has
 * @param startedAt of the run: names its plan and report
 * @param startedBy a person, or {@code schedule}
 */
public record CleanUpTask(
        Runbook runbook, String runbookSha256, String store, String runId, Instant startedAt, String startedBy) {}

package dev.lifeboat.report;

import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.runbook.Objectives;
import dev.lifeboat.set.BackupMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the run of a backup went, whatever its end.
 *
 * @param set that was sealed, or whose folder was claimed; null: it did not get so far
 * @param backup null: it failed
 * @param error null: it did not
 * @param object where the report is kept, relative to the store; null until it is written
 */
public record BackupRun(
        String runId,
        String runbook,
        BackupMode mode,
        @Nullable String label,
        @Nullable String reason,
        String startedBy,
        Instant startedAt,
        Instant endedAt,
        Objectives objectives,
        @Nullable String set,
        @Nullable BackupReport backup,
        @Nullable String error,
        @Nullable String object)
        implements Reported {
    /** The same at its place. */
    public BackupRun placedAt(String place) {
        return new BackupRun(
                runId,
                runbook,
                mode,
                label,
                reason,
                startedBy,
                startedAt,
                endedAt,
                objectives,
                set,
                backup,
                error,
                place);
    }
}

package dev.lifeboat.backup;

import dev.lifeboat.runbook.Anomalies;
import dev.lifeboat.set.BackupMode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order to make a set visible.
 *
 * @param schema what {@link BackupActivities#dumpSchema} recorded
 * @param target reference to the database that the runbook would restore into; null: none is declared
 * @param sealedAt the same at every try, so that they write the same bytes
 * @param batches every batch of the snapshot
 * @param anomalies how far the set may differ from those before it; null, of older versions: the usual
 */
public record SealTask(
        SnapshotTask snapshot,
        HeldSnapshot held,
        String runId,
        String runbookSha256,
        BackupMode mode,
        @Nullable String label,
        @Nullable String reason,
        BatchReceipt schema,
        List<BatchReceipt> batches,
        @Nullable String target,
        Instant sealedAt,
        Anomalies anomalies) {
    public SealTask {
        anomalies = anomalies == null ? Anomalies.DEFAULT : anomalies;
        batches = List.copyOf(batches);
    }
}

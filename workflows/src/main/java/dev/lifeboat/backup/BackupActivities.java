package dev.lifeboat.backup;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The work of a backup. Every method may be repeated with the same task. */
@ActivityInterface
public interface BackupActivities {
    /**
     * Checks source, rights, client tools, recipients, signing key and store, then claims the set's folder.
     * Idempotent: the claim names the run, so a retry finds its own. Throws TOOL_MISSING, TOOL_TOO_OLD, KEY_UNUSABLE,
     * SECRET_MISSING, SOURCE_UNREACHABLE, PRIVILEGE_MISSING, STORE_UNAVAILABLE, STORE_FULL.
     *
     * @param runId the workflow's id
     */
    @ActivityMethod(name = "PreflightBackup")
    BackupPlan preflight(BackupRequest request, String runId);

    /**
     * Writes {@code schema.dump.pgp} by {@code pg_dump --snapshot}, and records its entries, the tables with columns,
     * sequences (read now, after the export) and large objects. Throws SNAPSHOT_LOST, TOOL_FAILED.
     */
    @ActivityMethod(name = "DumpSchema")
    BatchReceipt dumpSchema(SnapshotTask task);

    /**
     * Cuts tables into chunks, small ones in groups, a page at a time.
     *
     * @param after the last chunk of the page before; null: this is the first page
     */
    @ActivityMethod(name = "PlanChunks")
    ChunkPage planChunks(SnapshotTask task, int pageNumber, @Nullable TableChunk after);

    /**
     * Copies chunks, each into one or more parts, over one connection. A repeat writes new objects; those of the
     * earlier try are swept when the set is sealed. A receipt of many parts is recorded beside the set, and so named.
     * Heartbeats rows and bytes. Throws SNAPSHOT_LOST, LOCK_NOT_AVAILABLE, STORE_FULL.
     */
    @ActivityMethod(name = "CopyChunks")
    CopyReceipt copyChunks(SnapshotTask task, ChunkGroup group);

    /** Records the parts of a batch beside the set. Idempotent: the same batch is the same bytes. */
    @ActivityMethod(name = "RecordBatch")
    BatchReceipt recordBatch(SnapshotTask task, ChunkPage page, List<CopyReceipt> receipts);

    /**
     * Checks that the batches cover every table of the snapshot without gap or overlap, puts the manifest's draft down, sweeps
     * objects of earlier tries, writes checksums, RESTORE.md, restore.sh, the signature, and last the manifest. Idempotent: each
     * try goes by the draft of the first, and a manifest of the same run is returned as it is. Throws OBJECT_EXISTS, SET_CORRUPT,
     * KEY_UNUSABLE, RUN_SUPERSEDED.
     */
    @ActivityMethod(name = "SealSet")
    SealedSet seal(SealTask task);

    /** Removes everything of an unsealed claim of this run; does nothing to a sealed set. */
    @ActivityMethod(name = "AbandonSet")
    void abandon(ClaimTask task);
}

package dev.lifeboat.scale;

import dev.lifeboat.backup.BackupActivities;
import dev.lifeboat.backup.BackupPlan;
import dev.lifeboat.backup.BackupRequest;
import dev.lifeboat.backup.BatchReceipt;
import dev.lifeboat.backup.ChunkGroup;
import dev.lifeboat.backup.ChunkPage;
import dev.lifeboat.backup.ClaimTask;
import dev.lifeboat.backup.CopyReceipt;
import dev.lifeboat.backup.HeldSnapshot;
import dev.lifeboat.backup.HoldTask;
import dev.lifeboat.backup.SealTask;
import dev.lifeboat.backup.SealedSet;
import dev.lifeboat.backup.SimulatedSource;
import dev.lifeboat.backup.SnapshotActivities;
import dev.lifeboat.backup.SnapshotTask;
import dev.lifeboat.backup.StoredPart;
import dev.lifeboat.backup.TableChunk;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A backup's activities, which plan as the real ones do, copy nothing, and answer with values as large as real ones. Thread-safe. */
final class SimulatedBackup implements BackupActivities, SnapshotActivities {
    static final String SET = "daily/2026-01-14";
    static final String MANIFEST = "5e7a1ed0".repeat(8);

    private final SimulatedSource source;
    private final AtomicInteger copied = new AtomicInteger();
    private volatile @Nullable SealTask sealed;

    SimulatedBackup(SimulatedSource source) {
        this.source = source;
    }

    /** How many chunks were copied. */
    int copied() {
        return copied.get();
    }

    /** What the seal was asked for; null before. */
    @Nullable
    SealTask sealed() {
        return sealed;
    }

    @Override
    public void hold(HoldTask task) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        String snapshot = "00000003-0000001B-" + task.holder();
        context.getWorkflowClient()
                .newUntypedWorkflowStub(context.getInfo().getWorkflowId())
                .signal(
                        "snapshot-held",
                        new HeldSnapshot(task.holder(), task.attempt(), snapshot, "0/16B3748", Instant.EPOCH, 2));
        try {
            while (true) {
                context.heartbeat(null);
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
        } catch (ActivityCompletionException e) {
            // Released.
            return;
        }
    }

    @Override
    public BackupPlan preflight(BackupRequest request, String runId) {
        return new BackupPlan(SET, "17.1", 1L << 40, List.of(), null);
    }

    @Override
    public BatchReceipt dumpSchema(SnapshotTask task) {
        return new BatchReceipt("work/schema-a1.json", MANIFEST, 0, 0, 0, 12_345, 0);
    }

    @Override
    public ChunkPage planChunks(SnapshotTask task, int pageNumber, @Nullable TableChunk after) {
        return source.page(pageNumber, after);
    }

    @Override
    public CopyReceipt copyChunks(SnapshotTask task, ChunkGroup group) {
        List<StoredPart> parts = new ArrayList<>();
        group.chunks().forEach(chunk -> parts.addAll(SimulatedSource.stored(task, chunk)));
        copied.addAndGet(group.chunks().size());
        CopyReceipt receipt = CopyReceipt.of(parts, List.of());
        return receipt.exceedsHistory()
                ? CopyReceipt.recordedAs("work/copy-a1-16400-00001-t1.json", MANIFEST)
                : receipt;
    }

    @Override
    public BatchReceipt recordBatch(SnapshotTask task, ChunkPage page, List<CopyReceipt> receipts) {
        return receipt(page.number());
    }

    /** As long as a real one. */
    static BatchReceipt receipt(int page) {
        return new BatchReceipt(
                String.format(Locale.ROOT, "work/batch-a1-%05d.json", page),
                MANIFEST,
                12,
                115_867_815,
                15_679_012_203L,
                4_390_122_030L,
                0);
    }

    @Override
    public SealedSet seal(SealTask task) {
        sealed = task;
        return new SealedSet(SET, MANIFEST, source.names().size(), 0, 0, 0, List.of(), List.of(), 0, List.of());
    }

    @Override
    public void abandon(ClaimTask task) {
        throw new AssertionError("nothing here fails, so nothing is abandoned");
    }
}

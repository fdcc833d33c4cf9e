package dev.lifeboat.fake;

import dev.lifeboat.backup.BackupActivities;
import dev.lifeboat.backup.BackupPlan;
import dev.lifeboat.backup.BackupRequest;
import dev.lifeboat.backup.BatchReceipt;
import dev.lifeboat.backup.ChunkGroup;
import dev.lifeboat.backup.ChunkPage;
import dev.lifeboat.backup.ClaimTask;
import dev.lifeboat.backup.CopyReceipt;
import dev.lifeboat.backup.EarlierSet;
import dev.lifeboat.backup.SealTask;
import dev.lifeboat.backup.SealedSet;
import dev.lifeboat.backup.SnapshotTask;
import dev.lifeboat.backup.StoredPart;
import dev.lifeboat.backup.TableChunk;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store that knows of which snapshot each chunk is, and seals only a whole set of one. */
public final class FakeBackups implements BackupActivities {
    private static final int CHUNKS_A_PAGE = 2;
    private static final EarlierSet EARLIER = new EarlierSet("daily/2026-11-19", "ab".repeat(32));

    private final Journal journal;
    private final Script script;
    private final FakeSnapshots snapshots;
    private final Set<String> recorded = new TreeSet<>();
    private final AtomicInteger writing = new AtomicInteger();
    private int chunks = 3;
    private int spare = Integer.MAX_VALUE;
    private List<String> findings = List.of();
    private boolean claimed;
    private boolean sealed;

    FakeBackups(Journal journal, Script script, FakeSnapshots snapshots) {
        this.journal = journal;
        this.script = script;
        this.snapshots = snapshots;
    }

    public void chunks(int number) {
        chunks = number;
    }

    /** The set differs so from those before it. */
    public void alarmed(String... words) {
        findings = List.of(words);
    }

    /** The source has connections for so many chunks at a time. */
    public void spare(int connections) {
        spare = connections;
    }

    @Override
    public synchronized BackupPlan preflight(BackupRequest request, String runId) {
        script.play("preflight");
        claimed = true;
        journal.add("preflight");
        return new BackupPlan(FakeRestore.SET, "17.1", 1_000, List.of("no drill has proven this runbook yet"), EARLIER);
    }

    @Override
    public BatchReceipt dumpSchema(SnapshotTask task) {
        read(task, "schema " + task.attempt());
        return new BatchReceipt("schema-" + task.attempt(), "sha", 0, 0, 0, 5, 0);
    }

    @Override
    public ChunkPage planChunks(SnapshotTask task, int pageNumber, @Nullable TableChunk after) {
        read(task, "plan-chunks " + task.attempt() + " " + pageNumber);
        int first = after == null ? 1 : after.number() + 1;
        int last = Math.min(chunks, first + CHUNKS_A_PAGE - 1);
        List<ChunkGroup> page = new ArrayList<>();
        TableChunk chunk = null;
        for (int number = first; number <= last; number++) {
            chunk = new TableChunk(16_400, "public", "users", number, (long) number, number + 1L, 100);
            page.add(new ChunkGroup(List.of(chunk)));
        }
        return new ChunkPage(pageNumber, page, last < chunks ? chunk : null).withAtATime(spare);
    }

    @Override
    public CopyReceipt copyChunks(SnapshotTask task, ChunkGroup group) {
        List<StoredPart> parts = new ArrayList<>();
        for (TableChunk chunk : group.chunks()) {
            read(task, "copy " + task.attempt() + " " + chunk.number());
            String object = "data/" + task.attempt() + "-" + chunk.number();
            parts.add(new StoredPart(chunk.tableOid(), chunk.number(), 1, object, 10, 100, 50, "sha", "hash", null));
        }
        return CopyReceipt.of(parts, List.of());
    }

    @Override
    public synchronized BatchReceipt recordBatch(SnapshotTask task, ChunkPage page, List<CopyReceipt> receipts) {
        script.play("record " + task.attempt() + " " + page.number());
        journal.require(receipts.size() == page.groups().size(), "a batch was recorded without all its chunks");
        String object = "batch-" + task.attempt() + "-" + page.number();
        for (CopyReceipt receipt : receipts) {
            for (StoredPart part : receipt.parts()) {
                journal.require(
                        part.object().startsWith("data/" + task.attempt() + "-"),
                        part.object() + " of another snapshot went into " + object);
                recorded.add(object + " " + part.chunk());
            }
        }
        return new BatchReceipt(object, "sha", 1, receipts.size() * 10L, receipts.size() * 100L, 50, 0);
    }

    @Override
    public synchronized SealedSet seal(SealTask task) {
        script.play("seal");
        journal.require(claimed && !sealed, "a set is claimed first, and sealed once");
        journal.require(writing.get() == 0, "a set was sealed while something was still being written into it");
        journal.require(
                task.schema().object().equals("schema-" + task.snapshot().attempt()), "another attempt's schema");
        journal.require(task.held().attempt() == task.snapshot().attempt(), "another attempt's snapshot was sealed");
        Set<Integer> covered = new TreeSet<>();
        for (BatchReceipt batch : task.batches()) {
            journal.require(
                    batch.object().startsWith("batch-" + task.snapshot().attempt() + "-"),
                    batch.object() + " was sealed into attempt "
                            + task.snapshot().attempt());
            recorded.stream()
                    .filter(entry -> entry.startsWith(batch.object() + " "))
                    .forEach(entry -> covered.add(Integer.valueOf(entry.substring(entry.indexOf(' ') + 1))));
        }
        journal.require(covered.size() == chunks, "sealed " + covered.size() + " of " + chunks + " chunks");
        sealed = true;
        journal.add("seal " + task.snapshot().attempt());
        return new SealedSet(
                FakeRestore.SET,
                FakeRestore.MANIFEST,
                1,
                chunks * 10L,
                chunks * 100L,
                50,
                List.of(),
                List.of(),
                0,
                findings);
    }

    @Override
    public synchronized void abandon(ClaimTask task) {
        script.play("abandon");
        journal.require(!sealed, "a sealed set was abandoned");
        journal.require(writing.get() == 0, "a set was abandoned while something was still being written into it");
        claimed = false;
        journal.add("abandon");
    }

    private void read(SnapshotTask task, String call) {
        journal.require(EARLIER.equals(task.reuse()), call + " compares with another set than the plan's");
        if (!snapshots.anyAlive(task.snapshotIds())) {
            throw Failures.toFailure(new LifeboatException(ErrorCode.SNAPSHOT_LOST, "no snapshot for " + call));
        }
        writing.incrementAndGet();
        try {
            script.play(call);
            journal.add(call);
        } finally {
            writing.decrementAndGet();
        }
    }
}

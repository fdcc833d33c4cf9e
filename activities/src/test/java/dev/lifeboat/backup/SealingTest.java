package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.catalogue.SmallSets;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SealingTest {
    @TempDir
    Path folder;

    private TestBackup backup;
    private String setId;
    private SealTask copied;

    @BeforeEach
    void copy() throws Exception {
        backup = new TestBackup(folder, TestServer.database());
        backup.execute("create table a (id int)", "insert into a values (1)", "create table b (id int)");
        setId = backup.activities.preflight(backup.request(), TestBackup.RUN).setId();
        try (SnapshotActivitiesImpl.Held held = backup.take()) {
            SnapshotTask task = backup.task(setId, held.announcement().snapshotId());
            copied = backup.sealTask(
                    task, held.announcement(), backup.activities.dumpSchema(task), backup.copyAll(task));
        }
    }

    @Test
    void makesTheSetVisibleAtOnceAndTheSameAgain() {
        assertThat(names()).noneMatch(name -> name.endsWith(SetObjects.MANIFEST));

        SealedSet sealed = backup.activities.seal(copied);

        assertThat(backup.activities.seal(copied)).isEqualTo(sealed);
        assertThat(sealed.rows()).isEqualTo(1);
        assertThat(sealed.tables()).isEqualTo(2);
        Manifest manifest = backup.manifest(setId);
        assertThat(manifest.runId()).isEqualTo(TestBackup.RUN);
        assertThat(manifest.storedBytes()).isEqualTo(sealed.storedBytes());
        assertThat(names()).noneMatch(name -> name.contains("/" + SetObjects.WORK));
    }

    @Test
    void sweepsWhatATryLeftThatNobodyCountedOn() {
        Store store = backup.open().store();
        SetObjects.write(store, setId + "/data/public.a/00001.t2.copy.zst.pgp", new byte[10]);

        backup.activities.seal(copied);

        assertThat(names()).noneMatch(name -> name.contains(".t2."));
    }

    @Test
    void refusesASetInWhichATableIsMissing() {
        fails(SET_CORRUPT, "was not copied whole", () -> backup.activities.seal(with(List.of())));
        assertNothingIsVisible();
    }

    @Test
    void refusesASetInWhichARangeIsMissing() {
        SnapshotTask task = copied.snapshot();
        long oid = Long.parseLong(single("select 'a'::regclass::oid"));
        long other = Long.parseLong(single("select 'b'::regclass::oid"));
        BatchReceipt half = backup.activities.recordBatch(
                task,
                new ChunkPage(
                        7,
                        List.of(new ChunkGroup(List.of(
                                new TableChunk(oid, "public", "a", 1, 0L, 10L, 0),
                                new TableChunk(oid, "public", "a", 3, 20L, null, 0),
                                new TableChunk(other, "public", "b", 1, null, null, 0)))),
                        null),
                List.of());

        fails(SET_CORRUPT, "public.a was not copied whole", () -> backup.activities.seal(with(List.of(half))));
        assertNothingIsVisible();
    }

    @Test
    void refusesARecordThatIsNotTheOneOfItsHistory() {
        BatchReceipt batch = copied.batches().get(0);
        Store store = backup.open().store();
        store.delete(setId + "/" + batch.object());
        SetObjects.write(
                store, setId + "/" + batch.object(), "{\"chunks\":[],\"parts\":[]}".getBytes(StandardCharsets.UTF_8));

        fails(SET_CORRUPT, "is not what this run wrote", () -> backup.activities.seal(copied));
        assertNothingIsVisible();
    }

    @Test
    void recordsABatchTwiceAsTheSameBytes() {
        ChunkPage page =
                new ChunkPage(3, List.of(new ChunkGroup(List.of(new TableChunk(1, "s", "t", 1, null, null, 0)))), null);

        assertThat(backup.activities.recordBatch(copied.snapshot(), page, List.of()))
                .isEqualTo(backup.activities.recordBatch(copied.snapshot(), page, List.of()));
    }

    @Test
    void refusesAFolderThatAnotherRunSealed() {
        backup.activities.seal(copied);
        SealTask other = new SealTask(
                copied.snapshot(),
                copied.held(),
                "backup/test/other",
                copied.runbookSha256(),
                BackupMode.DAILY,
                null,
                null,
                copied.schema(),
                copied.batches(),
                null,
                copied.sealedAt(),
                copied.anomalies());

        fails(OBJECT_EXISTS, "sealed by another run", () -> backup.activities.seal(other));
    }

    @Test
    void abandonsOnlyWhatIsItsOwnAndNotSealed() {
        backup.activities.abandon(new ClaimTask(backup.vault, setId, "backup/test/other"));
        assertThat(names()).isNotEmpty();

        backup.activities.abandon(new ClaimTask(backup.vault, setId, TestBackup.RUN));
        assertThat(names()).isEmpty();
        backup.activities.abandon(new ClaimTask(backup.vault, setId, TestBackup.RUN));
    }

    @Test
    void doesNotAbandonASealedSet() {
        backup.activities.seal(copied);

        backup.activities.abandon(new ClaimTask(backup.vault, setId, TestBackup.RUN));

        assertThat(backup.manifest(setId).rows()).isEqualTo(1);
    }

    @Test
    void linksASetToTheOneBefore() {
        String first = backup.activities.seal(copied).manifestSha256();

        Manifest second = backup.backUp("backup/test/second");

        assertThat(second.previous().set()).isEqualTo(setId);
        assertThat(second.previous().manifestSha256()).isEqualTo(first);
    }

    /** V0: a Sunday's daily and weekly ones; else the next day's set and the slower of them would both come after the quicker. */
    @Test
    void linksASetToTheOneThatWasSealedLastAndNotToTheOneThatWasTakenLast() {
        Manifest quick = backup.backUp("backup/test/quick");
        backup.activities.seal(new SealTask(
                copied.snapshot(),
                copied.held(),
                copied.runId(),
                copied.runbookSha256(),
                copied.mode(),
                null,
                null,
                copied.schema(),
                copied.batches(),
                null,
                copied.sealedAt().plusSeconds(60),
                copied.anomalies()));

        assertThat(backup.manifest(setId).snapshot().takenAt())
                .isBefore(quick.snapshot().takenAt());
        assertThat(backup.manifest(setId).previous().set()).isEqualTo(quick.set());
        assertThat(backup.backUp("backup/test/third").previous().set()).isEqualTo(setId);
    }

    @Test
    void linksASetToNoOtherRunbooksSet() {
        backup.activities.seal(copied);
        new SmallSets(backup.open().store(), backup.open().signer())
                .add("daily/2999-01-01", Instant.parse("2999-01-01T00:00:00Z"), 1_000);

        assertThat(backup.backUp("backup/test/second").previous().set()).isEqualTo(setId);
    }

    private SealTask with(List<BatchReceipt> batches) {
        return backup.sealTask(copied.snapshot(), copied.held(), copied.schema(), batches);
    }

    private List<String> names() {
        return backup.open().store().list("").stream().map(StoredObject::name).toList();
    }

    private void assertNothingIsVisible() {
        assertThat(names()).noneMatch(name -> name.endsWith(SetObjects.MANIFEST));
    }

    private String single(String sql) {
        try {
            return backup.single(sql);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void fails(ErrorCode code, String message, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        LifeboatException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code))
                .hasMessageContaining(message);
    }
}

package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.store.Store;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A chunk may become more parts than history can carry. */
@Timeout(120)
class RecordedCopyTest {
    @TempDir
    Path store;

    private TestBackup backup;
    private String setId;
    private SnapshotActivitiesImpl.Held held;
    private SnapshotTask task;

    @BeforeEach
    void fill() throws Exception {
        backup = new TestBackup(store, TestServer.database());
        backup.execute(
                "create table noise as select i, md5(i::text) || md5((-i)::text) as text from generate_series(1, 14000) i",
                "create table small as select 1 as id");
        setId = backup.activities.preflight(backup.request(), TestBackup.RUN).setId();
        held = backup.take();
        task = backup.task(setId, held.announcement().snapshotId());
    }

    @AfterEach
    void release() {
        held.close();
    }

    @Test
    void aReceiptOfManyPartsStaysBesideTheSetAndIsSealedIntoIt() throws Exception {
        ChunkPage page = backup.activities.planChunks(task, 1, null);
        List<CopyReceipt> receipts = copy(page);

        assertThat(receipts).anySatisfy(receipt -> {
            assertThat(receipt.parts()).isEmpty();
            assertThat(backup.open()
                            .store()
                            .exists(setId + "/" + receipt.recorded().object()))
                    .isTrue();
        });
        BatchReceipt batch = backup.activities.recordBatch(task, page, receipts);
        assertThat(batch.rows()).isEqualTo(14_001);
        SealTask seal = backup.sealTask(task, held.announcement(), backup.activities.dumpSchema(task), List.of(batch));
        Manifest manifest = backup.manifest(backup.activities.seal(seal).setId());

        TableInfo noise = TestBackup.table(manifest, "public.noise");
        assertThat(noise.parts()).hasSizeGreaterThan(CopyReceipt.MOST_PARTS);
        assertThat(backup.text(manifest, noise).lines()).hasSize(14_000);
        assertThat(backup.open().store().list(setId + "/" + SetObjects.WORK)).isEmpty();
    }

    @Test
    void refusesAReceiptThatIsNotTheOneOfItsHistory() {
        ChunkPage page = backup.activities.planChunks(task, 1, null);
        List<CopyReceipt> receipts = copy(page);
        Store objects = backup.open().store();
        for (CopyReceipt receipt : receipts) {
            if (receipt.recorded() != null) {
                String name = setId + "/" + receipt.recorded().object();
                objects.delete(name);
                SetObjects.write(objects, name, "{\"parts\":[]}".getBytes(StandardCharsets.UTF_8));
            }
        }

        assertThatThrownBy(() -> backup.activities.recordBatch(task, page, receipts))
                .isInstanceOfSatisfying(LifeboatException.class, e -> {
                    assertThat(e.code()).isEqualTo(SET_CORRUPT);
                    assertThat(e.getMessage()).contains("is not what this run wrote");
                });
    }

    private List<CopyReceipt> copy(ChunkPage page) {
        return page.groups().stream()
                .map(group -> backup.activities.copyChunks(task, group))
                .toList();
    }
}

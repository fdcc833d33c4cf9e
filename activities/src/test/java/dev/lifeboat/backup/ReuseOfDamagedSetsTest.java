package dev.lifeboat.backup;

import static dev.lifeboat.backup.ReusedSystem.all;
import static dev.lifeboat.backup.ReusedSystem.stored;
import static dev.lifeboat.backup.TestBackup.table;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.References;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.catalogue.StoreCatalogue;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.Anomalies;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.StoredObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of sets that refer to others when those are damaged, and what the store knows of references. */
@Timeout(120)
class ReuseOfDamagedSetsTest {
    @TempDir
    Path folder;

    private ReusedSystem system;
    private Manifest first;
    private Manifest second;
    private PartInfo shared;

    @BeforeEach
    void takeTwoSets() throws Exception {
        system = new ReusedSystem(folder.resolve("store"));
        system.table("t", 2);
        first = system.take();
        system.backup.execute("update t set v = 'new' where id = 100");
        second = system.take();
        assertThat(stored(second, "t")).containsExactly(1);
        shared = table(second, "public.t").parts().stream()
                .filter(part -> part.set() != null)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void bothSetsSayThatASharedObjectIsMissing() throws Exception {
        Files.delete(system.file(second, shared));

        corrupt(() -> system.verify(first), first.set(), shared.object());
        corrupt(() -> system.verify(second), first.set(), shared.object(), second.set() + " refers to");
    }

    @Test
    void bothSetsSayThatASharedObjectHasOtherBytes() throws Exception {
        system.flip(system.file(second, shared));

        corrupt(() -> system.verify(first), shared.place(), "SHA-256");
        corrupt(() -> system.verify(second), shared.place(), "SHA-256", second.set() + " refers to it");
    }

    @Test
    void aSetSaysWhichOtherOneIsGone() throws Exception {
        for (StoredObject object : system.open().store().list(first.set() + "/")) {
            system.open().store().delete(object.name());
        }

        corrupt(() -> system.verify(second), first.set() + " is gone", second.set() + " refers to");
        // The rows are in the database still.
        Manifest third = system.take();
        assertThat(third.needs()).isEmpty();
        assertThat(system.warnings)
                .singleElement()
                .asString()
                .startsWith("everything is stored anew, since " + first.set() + " is gone");
        system.verify(third);
    }

    @Test
    void storesEverythingBesideASetOfWhichAnObjectIsCut() throws Exception {
        Files.write(system.file(second, shared), new byte[10]);

        Manifest third = system.take();

        assertThat(stored(third, "t")).isEqualTo(all(third, "t"));
        assertThat(system.warnings).singleElement().asString().contains(shared.place() + " is missing or cut");
        system.verify(third);
    }

    @Test
    void storesAgainWhatGoesMissingMeanwhile() throws Exception {
        try (Run run = new Run()) {
            Files.delete(system.file(second, shared));
            BatchReceipt batch = run.copy();
            assertThat(batch.storedBytes()).isPositive();
            assertThat(batch.reusedBytes()).isPositive();
            run.seal(run.activities.dumpSchema(run.task), List.of(batch));

            Manifest third = system.manifest(run.task.setId());
            assertThat(stored(third, "t")).hasSize(1).doesNotContain(1);
            system.verify(third);
        }
    }

    @Test
    void storesEverythingBesideASetWhoseSignatureDoesNotHold() throws Exception {
        Path signature = system.store.resolve(second.set()).resolve(SetObjects.SIGNATURE);
        Files.copy(
                system.store.resolve(first.set()).resolve(SetObjects.SIGNATURE),
                signature,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        Manifest third = system.take();

        assertThat(third.needs()).isEmpty();
        assertThat(system.warnings)
                .singleElement()
                .asString()
                .startsWith("everything is stored anew, since " + second.set() + " failed: ");
        // From then on there is a newer one to go by.
        assertThat(system.take().needs()).containsExactly(third.set());
        assertThat(system.warnings).isEmpty();
    }

    @Test
    void storesEverythingBesideASetThatWasFoundDamaged() {
        Manifest third = system.take();
        // Found only after the third was taken, which refers to the same objects.
        system.markFailed(second);

        Manifest fourth = system.take();

        assertThat(third.needs()).contains(first.set());
        assertThat(fourth.needs()).isEmpty();
        assertThat(system.warnings).singleElement().asString().contains(second.set() + " failed: a test says so");
    }

    @Test
    void isNotSealedOverAnObjectThatIsGone() throws Exception {
        try (Run run = new Run()) {
            BatchReceipt schema = run.activities.dumpSchema(run.task);
            List<BatchReceipt> batches = List.of(run.copy());
            Files.delete(system.file(second, shared));

            corrupt(() -> run.seal(schema, batches), shared.place(), run.task.setId() + " refers to");
            assertThat(Files.exists(system.store.resolve(run.task.setId()).resolve(SetObjects.MANIFEST)))
                    .isFalse();
        }
    }

    @Test
    void comparesWithNoOtherManifestThanThePinnedOne() throws Exception {
        try (Run run = new Run()) {
            Path manifest = system.store.resolve(second.set()).resolve(SetObjects.MANIFEST);
            Files.copy(
                    system.store.resolve(first.set()).resolve(SetObjects.MANIFEST),
                    manifest,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);

            assertThatThrownBy(run::copy).isInstanceOf(LifeboatException.class);
        }
    }

    @Test
    void abandoningAndSweepingLeaveWhatOthersReferTo() throws Exception {
        try (Run run = new Run()) {
            run.copy();
            run.activities.abandon(new ClaimTask(Vault.of(system.runbook), run.task.setId(), run.runId));
            assertThat(Files.exists(system.store.resolve(run.task.setId()).resolve(SetObjects.CLAIM)))
                    .isFalse();
        }
        system.verify(first);
        system.verify(second);
    }

    @Test
    void theCatalogueKnowsWhichSetsNeedWhich() throws Exception {
        Manifest full = system.take(SetContent.WHOLE, true);
        StoreCatalogue catalogue = new StoreCatalogue(system.open());

        References references = catalogue.references();
        assertThat(references.neededBy(first.set())).containsExactly(second.set());
        assertThat(references.neededBy(second.set())).isEmpty();
        assertThat(references.objectsNeededOf(first.set()))
                .contains(shared.object())
                .hasSizeLessThan((int) first.parts().count());
        assertThat(references.mayGo(first.set())).isFalse();
        assertThat(references.mayGo(second.set())).isTrue();
        assertThat(system.summary(first).neededBy()).containsExactly(second.set());
        assertThat(system.summary(first).needs()).isEmpty();
        assertThat(system.summary(second).needs()).containsExactly(first.set());
        assertThat(system.summary(second).reusedBytes()).isEqualTo(second.reusedBytes());

        // What a set refers to that cannot be read is not known.
        system.flip(system.store.resolve(full.set()).resolve(SetObjects.MANIFEST));
        assertThat(catalogue.references().unreadable()).containsExactly(full.set());
        assertThat(catalogue.references().mayGo(second.set())).isFalse();
        assertThat(catalogue.references().mayGo(full.set())).isTrue();
    }

    private static void corrupt(ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(SET_CORRUPT))
                .message()
                .contains(words);
    }

    /** A backup up to its seal. */
    private final class Run implements AutoCloseable {
        final String runId = "backup/test/under-way";
        final BackupActivitiesImpl activities;
        final SnapshotTask task;
        private final SnapshotActivitiesImpl.Held held;

        Run() {
            PostgresConnector connector = new PostgresConnector(system.secrets);
            activities = new BackupActivitiesImpl(
                    system.secrets, connector, new ClientTools(Map.of("PATH", "/usr/bin")), Clock.systemUTC(), "test");
            BackupRequest request = new BackupRequest(
                    system.runbook, "0".repeat(64), BackupMode.DAILY, null, null, false, SetContent.WHOLE, false);
            BackupPlan plan = activities.preflight(request, runId);
            held = new SnapshotActivitiesImpl(connector)
                    .take(new HoldTask("env:SOURCE", 1, 1, null, Duration.ofSeconds(30)), new CountDownLatch(1));
            task = new SnapshotTask(
                    Vault.of(system.runbook),
                    "env:SOURCE",
                    system.runbook.archive(),
                    plan.setId(),
                    1,
                    List.of(held.announcement().snapshotId()),
                    SetContent.WHOLE,
                    plan.reuse());
        }

        BatchReceipt copy() {
            ChunkPage page = activities.planChunks(task, 1, null);
            return activities.recordBatch(
                    task,
                    page,
                    page.groups().stream()
                            .map(group -> activities.copyChunks(task, group))
                            .toList());
        }

        void seal(BatchReceipt schema, List<BatchReceipt> batches) {
            activities.seal(new SealTask(
                    task,
                    held.announcement(),
                    runId,
                    "0".repeat(64),
                    BackupMode.DAILY,
                    null,
                    null,
                    schema,
                    batches,
                    null,
                    Instant.now(),
                    Anomalies.DEFAULT));
        }

        @Override
        public void close() {
            held.close();
        }
    }
}

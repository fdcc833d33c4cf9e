package dev.lifeboat.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.catalogue.SetSummary;
import dev.lifeboat.catalogue.StoreCatalogue;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.Store;
import dev.lifeboat.sweep.FaultyKind;
import dev.lifeboat.sweep.FaultyStore;
import dev.lifeboat.sweep.FaultyStore.When;
import dev.lifeboat.sweep.Meanwhile;
import dev.lifeboat.sweep.NoDeleting;
import dev.lifeboat.sweep.Sweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several tries to seal a set, between which the store, the target and the clock have moved on. */
@Timeout(300)
class SealingSweepTest {
    private static final String GONE = "postgresql://nobody@localhost:1/gone";

    @TempDir
    Path folder;

    private TestBackup backup;
    private SealTask task;
    private SealTask other;
    private int number;

    @BeforeEach
    void copyTwoSets() throws Exception {
        backup = new TestBackup(folder.resolve("store"), TestServer.database());
        backup.execute("create table a (id int)", "insert into a values (1)");
        backup.backUp("backup/test/first");
        task = copy(TestBackup.RUN);
        other = copy("backup/test/other");
    }

    @ParameterizedTest
    @EnumSource
    void aRetryWritesTheSetThatTheFirstTryBegan(When when) throws Throwable {
        int calls = Sweep.through(when, fault -> {
            Path copy = copied();
            Runbook runbook = over(copy, store -> new FaultyStore(new NoDeleting(store), fault));
            boolean failed = false;
            try {
                backup.activities.seal(on(runbook, task, null));
            } catch (LifeboatException e) {
                assertThat(e.code()).isEqualTo(ErrorCode.STORE_UNAVAILABLE);
                failed = true;
            }
            assertThat(failed).isEqualTo(fault.happened());
            // Another set before this one, another target, another time.
            backup.activities.seal(on(plain(runbook), other, null));
            Runbook again = over(copy, NoDeleting::new);
            SealedSet sealed = backup.activities.seal(later(on(again, task, GONE)));
            assertGood(runbook, sealed);
        });
        assertThat(calls).isGreaterThan(30);
    }

    @Test
    void triesThatOverlapMakeOneSet() throws Exception {
        AtomicBoolean happened = new AtomicBoolean();
        int call = 0;
        do {
            happened.set(false);
            List<SealedSet> whole = new ArrayList<>();
            Path copy = copied();
            int at = ++call;
            Runbook plain = plain(copy);
            Runbook runbook = over(
                    copy,
                    store -> new Meanwhile(store, at, () -> {
                        happened.set(true);
                        backup.activities.seal(on(plain, other, null));
                        whole.add(backup.activities.seal(later(on(plain, task, GONE))));
                    }));
            SealedSet sealed = backup.activities.seal(on(runbook, task, null));
            assertThat(whole).as("at call " + call).allMatch(sealed::equals);
            assertGood(runbook, sealed);
        } while (happened.get());
        assertThat(call).isGreaterThan(30);
    }

    /** With SIGKILL, in the middle of an object that it writes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/work/sealing-a1.json",
                "/restore.sh",
                "/checksums.sha256",
                "/manifest.json.asc",
                "/manifest.json"
            })
    void aWorkerThatIsKilledLeavesNoSetAndTheNextOneSealsIt(String object) throws Exception {
        Path copy = copied();
        kill(copy, object);
        Runbook plain = plain(copy);
        OpenVault vault = OpenVault.of(Vault.of(plain), backup.secrets());
        assertThat(new StoreCatalogue(vault).list()).extracting(SetSummary::set).hasSize(1);
        assertThat(vault.store().exists(task.snapshot().setId() + "/manifest.json"))
                .isFalse();

        backup.activities.seal(on(plain, other, null));
        assertGood(plain, backup.activities.seal(later(on(plain, task, GONE))));
    }

    /** It deletes the records of the run, and the set is there by then, whole. */
    @Test
    void aWorkerThatIsKilledWhileItTidiesUpHasSealedTheSet() throws Exception {
        Path copy = copied();
        kill(copy, "/" + task.schema().object());
        Runbook plain = plain(copy);
        String set = task.snapshot().setId();
        OpenVault vault = OpenVault.of(Vault.of(plain), backup.secrets());
        assertThat(vault.store().exists(set + "/manifest.json")).isTrue();
        assertGood(plain, backup.activities.seal(later(on(plain, task, GONE))));
        assertThat(vault.store().list(set + "/work/")).isEmpty();
    }

    private void kill(Path copy, String object) throws Exception {
        Process process = SealingProcess.start(on(over(copy, UnaryOperator.identity()), task, null), folder, object);
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!Files.exists(SealingProcess.reached(folder))) {
                assertThat(process.isAlive())
                        .as(Files.readString(folder.resolve("process.log")))
                        .isTrue();
                assertThat(System.nanoTime()).as("it writes " + object).isLessThan(deadline);
                Thread.onSpinWait();
            }
        } finally {
            // SIGKILL on this platform.
            process.destroyForcibly().onExit().join();
        }
    }

    private void assertGood(Runbook runbook, SealedSet sealed) {
        OpenVault vault = OpenVault.of(Vault.of(plain(runbook)), backup.secrets());
        AuthenticatedSet set = new SetReader(vault).authenticate(task.snapshot().setId());
        assertThat(set.manifestSha256()).isEqualTo(sealed.manifestSha256());
        assertThat(set.manifest().rows()).isEqualTo(1);
        assertThat(new SetReader(vault).strangers(set.manifest())).isEmpty();
        set.manifest().files().forEach(file -> new SetReader(vault).file(set.manifest(), file));
    }

    private SealTask copy(String run) throws Exception {
        String set = backup.activities.preflight(backup.request(), run).setId();
        try (SnapshotActivitiesImpl.Held held = backup.take()) {
            SnapshotTask copying = backup.task(set, held.announcement().snapshotId());
            SealTask sealing = backup.sealTask(
                    copying, held.announcement(), backup.activities.dumpSchema(copying), backup.copyAll(copying));
            return with(sealing, copying, run, null, Duration.ZERO);
        }
    }

    private static SealTask on(Runbook runbook, SealTask task, @Nullable String target) {
        SnapshotTask copied = task.snapshot();
        SnapshotTask moved = new SnapshotTask(
                Vault.of(runbook),
                copied.source(),
                copied.archive(),
                copied.setId(),
                copied.attempt(),
                copied.snapshotIds(),
                copied.content(),
                copied.reuse());
        return with(task, moved, task.runId(), target, Duration.ZERO);
    }

    private static SealTask later(SealTask task) {
        return with(task, task.snapshot(), task.runId(), task.target(), Duration.ofMinutes(1));
    }

    private static SealTask with(
            SealTask task, SnapshotTask snapshot, String run, @Nullable String target, Duration later) {
        return new SealTask(
                snapshot,
                task.held(),
                run,
                task.runbookSha256(),
                task.mode(),
                task.label(),
                task.reason(),
                task.schema(),
                task.batches(),
                target,
                task.sealedAt().plus(later),
                task.anomalies());
    }

    private Runbook over(Path copy, UnaryOperator<Store> wrapping) {
        return backup.runbook.withStore(new StoreSettings(FaultyKind.location(copy, wrapping), List.of()));
    }

    private Runbook plain(Runbook runbook) {
        return plain(Path.of(String.valueOf(runbook.store().primary().path())));
    }

    private Runbook plain(Path copy) {
        return backup.runbook.withStore(new StoreSettings(StoreLocation.folder(copy.toString()), List.of()));
    }

    private Path copied() throws IOException {
        Path copy = folder.resolve("store-" + ++number);
        try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(folder.resolve("store").relativize(file)));
            }
        }
        return copy;
    }
}

package dev.lifeboat.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.anomaly.Alarms;
import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.Store;
import dev.lifeboat.sweep.Calls;
import dev.lifeboat.sweep.FaultyKind;
import dev.lifeboat.sweep.FaultyStore;
import dev.lifeboat.sweep.FaultyStore.When;
import dev.lifeboat.sweep.NoDeleting;
import dev.lifeboat.sweep.Sweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The sealing of a set that lacks a table, whose store fails once, at any call. */
@Timeout(300)
class AlarmSweepTest {
    @TempDir
    Path folder;

    private TestBackup backup;
    private String before;
    private SealTask task;
    private int number;

    @BeforeEach
    void takeASetAndCopyAnotherWithoutATable() throws Exception {
        backup = new TestBackup(folder.resolve("store"), TestServer.database());
        backup.execute("create table users (id int)", "create table orders (id int)");
        before = backup.backUp("backup/test/first").set();
        backup.execute("drop table orders");
        String set =
                backup.activities.preflight(backup.request(), TestBackup.RUN).setId();
        try (SnapshotActivitiesImpl.Held held = backup.take()) {
            SnapshotTask copying = backup.task(set, held.announcement().snapshotId());
            task = backup.sealTask(
                    copying, held.announcement(), backup.activities.dumpSchema(copying), backup.copyAll(copying));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noFailureOfTheStoreLosesTheAlarm(When when) throws Throwable {
        int calls = Sweep.through(when, fault -> {
            List<LifeboatException> failures = new ArrayList<>();
            Runbook runbook = over(store -> new FaultyStore(store, fault));
            SealedSet sealed = through(Calls.retrying(failures)).seal(on(runbook));
            assertThat(failures).hasSize(fault.happened() ? 1 : 0);
            assertAlarmed(runbook, sealed);
        });
        assertThat(calls).isGreaterThan(30);
    }

    /** Whoever looks between the manifest and the end of the sealing already sees the alarm. */
    @ParameterizedTest
    @EnumSource
    void theSetIsNeverSeenWithoutItsAlarm(When when) throws Throwable {
        Sweep.through(when, "commit", fault -> {
            Runbook runbook = over(store -> new FaultyStore(store, fault));
            try {
                through((method, call) -> call.go()).seal(on(runbook));
            } catch (LifeboatException e) {
                assertThat(fault.happened()).isTrue();
            }
            OpenVault vault = plain(runbook);
            if (vault.store().exists(task.snapshot().setId() + "/manifest.json")) {
                assertThat(new Alarms(vault).of(task.snapshot().setId())).hasSize(1);
            } else {
                assertThat(standing(vault, before).pins()).isEmpty();
            }
        });
    }

    /** Whoever may write to the store knows the manifest from the draft, and needs nothing but its signature to publish it. */
    @ParameterizedTest
    @EnumSource
    void whoeverPublishesTheManifestAtItsSignatureSuppressesNoAlarm(When when) throws Throwable {
        Runbook first = over(UnaryOperator.identity());
        String manifest = "/" + backup.activities.seal(on(first)).setId() + "/manifest.json";
        byte[] known = Files.readAllBytes(Path.of(first.store().primary().path() + manifest));
        Sweep.through(when, "commit", fault -> {
            Runbook runbook = over(store -> new FaultyStore(store, fault));
            Path published = Path.of(runbook.store().primary().path() + manifest);
            SealedSet sealed = through((method, call) -> {
                        try {
                            return call.go();
                        } catch (LifeboatException e) {
                            if (Files.exists(published.resolveSibling("manifest.json.asc"))
                                    && !Files.exists(published)) {
                                Files.write(published, known);
                            }
                            return call.go();
                        }
                    })
                    .seal(on(runbook));
            assertAlarmed(runbook, sealed);
        });
    }

    @Test
    void sealingTwiceOrWithoutTheRightToDeleteIsOneAlarm() throws Throwable {
        List<String> done = new ArrayList<>();
        Runbook runbook = over(NoDeleting::new);
        SealedSet sealed = through(Calls.twice(done)).seal(on(runbook));
        assertThat(done).containsExactly("seal");
        assertAlarmed(runbook, sealed);
    }

    @Test
    void olderSetsArePinnedInEveryStoreThatHoldsThem() throws Throwable {
        Runbook runbook = with(FaultyKind.location(copied(), UnaryOperator.identity()));
        SealedSet sealed = backup.activities.seal(on(runbook));

        assertAlarmed(runbook, sealed);
        OpenVault copy = OpenVault.of(Vault.of(runbook), backup.secrets()).only("copy-1");
        assertThat(standing(copy, before).pins())
                .isEqualTo(standing(plain(runbook), before).pins());
    }

    @Test
    void aCopyThatIsDownIsNamedAndCostsNoSet() throws Throwable {
        Runbook runbook = with(FaultyKind.location(copied(), store -> {
            throw new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "no route to the copy");
        }));
        SealedSet sealed = backup.activities.seal(on(runbook));

        assertThat(sealed.findings())
                .hasSize(2)
                .contains("older sets are not pinned in store copy-1: no route to the copy");
        assertThat(standing(plain(runbook), before).pins()).hasSize(1);
    }

    private Runbook with(StoreLocation copy) throws IOException {
        StoreLocation primary = StoreLocation.folder(copied().toString());
        return backup.runbook.withStore(new StoreSettings(primary, List.of(copy)));
    }

    private void assertAlarmed(Runbook runbook, SealedSet sealed) {
        OpenVault vault = plain(runbook);
        assertThat(sealed.findings()).containsExactly("public.orders: the table is gone; it had 0 rows");
        Standing alarmed = standing(vault, sealed.setId());
        assertThat(alarmed.alarms())
                .extracting(Mark::detail)
                .containsExactly(sealed.findings().get(0));
        assertThat(alarmed.pins()).isEmpty();
        assertThat(standing(vault, before).pins())
                .extracting(Mark::runId)
                .containsExactly(alarmed.alarms().get(0).runId());
        assertThat(new Alarms(vault).list()).singleElement().satisfies(raised -> {
            assertThat(raised.open()).isTrue();
            assertThat(raised.words()).isEqualTo(sealed.findings());
        });
    }

    private static Standing standing(OpenVault vault, String set) {
        AuthenticatedSet found = new SetReader(vault).authenticate(set);
        return Standing.of(new Marks(vault).of(set, found.manifestSha256(), found.signer()));
    }

    private BackupActivities through(Calls.Policy policy) {
        return Calls.through(BackupActivities.class, backup.activities, policy);
    }

    /** The order to seal what was copied, in a folder of its own. */
    private SealTask on(Runbook runbook) {
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
        return new SealTask(
                moved,
                task.held(),
                task.runId(),
                task.runbookSha256(),
                task.mode(),
                task.label(),
                task.reason(),
                task.schema(),
                task.batches(),
                task.target(),
                task.sealedAt(),
                task.anomalies());
    }

    private Runbook over(UnaryOperator<Store> wrapping) throws IOException {
        return backup.runbook.withStore(new StoreSettings(FaultyKind.location(copied(), wrapping), List.of()));
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

    private OpenVault plain(Runbook runbook) {
        String path = String.valueOf(runbook.store().primary().path());
        Runbook plain = runbook.withStore(new StoreSettings(StoreLocation.folder(path), List.of()));
        return OpenVault.of(Vault.of(plain), backup.secrets());
    }
}

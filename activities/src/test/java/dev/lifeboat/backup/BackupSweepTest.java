package dev.lifeboat.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PartReader;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import dev.lifeboat.sweep.Calls;
import dev.lifeboat.sweep.FaultyKind;
import dev.lifeboat.sweep.FaultyStore;
import dev.lifeboat.sweep.FaultyStore.Fault;
import dev.lifeboat.sweep.FaultyStore.When;
import dev.lifeboat.sweep.NoDeleting;
import dev.lifeboat.sweep.Sweep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A backup whose store fails once, at any call; whose activities are all called twice; whose store lets nothing be deleted. */
@Timeout(300)
class BackupSweepTest {
    @TempDir
    Path folder;

    private TestBackup source;
    private int number;

    @BeforeEach
    void fill() throws Exception {
        source = new TestBackup(folder.resolve("unused"), TestServer.database());
        source.execute(
                "create table users (id int primary key, name text)",
                "insert into users select g, 'user ' || g from generate_series(1, 500) g",
                "create table orders (id int primary key, user_id int references users)",
                "insert into orders select g, g from generate_series(1, 500) g");
    }

    @ParameterizedTest
    @EnumSource
    void oneFailureOfTheStoreIsToldAndOvercome(When when) throws Throwable {
        int calls = Sweep.through(when, fault -> {
            List<LifeboatException> failures = new ArrayList<>();
            Runbook runbook = over(store -> new FaultyStore(store, fault));
            String set = TakenSet.take(runbook, source.secrets(), Calls.retrying(failures));
            assertTold(fault, failures);
            assertWhole(runbook, set);
        });
        assertThat(calls).as("calls of a backup").isGreaterThan(30);
    }

    @Test
    void everyActivityCalledTwiceIsTheSameSet() {
        List<String> done = new ArrayList<>();
        Runbook runbook = over(UnaryOperator.identity());
        String set = TakenSet.take(runbook, source.secrets(), Calls.twice(done));
        assertThat(done).contains("preflight", "dumpSchema", "planChunks", "copyChunks", "recordBatch", "seal");
        assertWhole(runbook, set);
    }

    @ParameterizedTest
    @EnumSource
    void whoMayNotDeleteCanStillTakeASet(When when) throws Throwable {
        Sweep.through(when, "commit", fault -> {
            Runbook runbook = over(store -> new FaultyStore(new NoDeleting(store), fault));
            List<LifeboatException> failures = new ArrayList<>();
            String set = TakenSet.take(runbook, source.secrets(), Calls.retrying(failures));
            assertTold(fault, failures);
            assertReadable(runbook, set);
        });
    }

    private Runbook over(UnaryOperator<Store> wrapping) {
        StoreLocation location = FaultyKind.location(folder.resolve("store-" + ++number), wrapping);
        return source.runbook.withStore(new StoreSettings(location, List.of()));
    }

    /** A failure is either told to the engine, or it was of a call whose outcome does not matter. */
    private static void assertTold(Fault fault, List<LifeboatException> failures) {
        assertThat(failures).as("failures told").hasSize(fault.happened() ? 1 : 0);
        assertThat(failures).extracting(LifeboatException::code).allMatch(code -> code == ErrorCode.STORE_UNAVAILABLE);
    }

    private void assertWhole(Runbook runbook, String set) {
        Manifest manifest = assertReadable(runbook, set);
        OpenVault vault = plain(runbook);
        assertThat(new SetReader(vault).strangers(manifest)).isEmpty();
        assertThat(vault.store().list("")).extracting(StoredObject::name).noneMatch(name -> name.contains("/work/"));
    }

    private Manifest assertReadable(Runbook runbook, String set) {
        OpenVault vault = plain(runbook);
        Manifest manifest = new SetReader(vault).authenticate(set).manifest();
        assertThat(manifest.rows()).isEqualTo(1000);
        PartReader reader = new PartReader(vault.store(), vault.opener());
        for (TableInfo table : manifest.tables()) {
            table.parts().forEach(part -> reader.read(manifest, table, part, (bytes, offset, length) -> {}));
        }
        manifest.files().forEach(file -> new SetReader(vault).file(manifest, file));
        return manifest;
    }

    private OpenVault plain(Runbook runbook) {
        String path = String.valueOf(runbook.store().primary().path());
        Runbook plain = runbook.withStore(new StoreSettings(StoreLocation.folder(path), List.of()));
        return OpenVault.of(Vault.of(plain), source.secrets());
    }
}

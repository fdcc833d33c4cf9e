package dev.lifeboat.backup;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PartReader;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.copy.CopyActivities;
import dev.lifeboat.copy.CopyActivitiesImpl;
import dev.lifeboat.copy.CopyRequest;
import dev.lifeboat.copy.CopyTask;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.sweep.Calls;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A set in a primary store, and the steps of a copy without a workflow around them. */
public final class CopiedSystem {
    public static final int ROWS = 1000;

    public final Runbook runbook;
    public final Secrets secrets;
    public final String set;

    /** Takes the set into {@code folder/primary}; {@code folder/copy} is the store copy-1. */
    public CopiedSystem(Path folder) throws Exception {
        TestBackup source = new TestBackup(folder.resolve("primary"), TestServer.database());
        source.execute(
                "create table users (id int primary key, name text)",
                "insert into users select g, md5(g::text) from generate_series(1, 500) g",
                "create table orders (id int primary key, user_id int references users)",
                "insert into orders select g, g from generate_series(1, 500) g");
        runbook = source.runbook.withStore(new StoreSettings(
                source.runbook.store().primary(),
                List.of(StoreLocation.folder(folder.resolve("copy").toString()))));
        secrets = source.secrets;
        set = TakenSet.take(runbook, secrets);
    }

    /** The same runbook over other stores. */
    public Runbook over(StoreLocation primary, StoreLocation... copies) {
        return runbook.withStore(new StoreSettings(primary, List.of(copies)));
    }

    public CopyRequest request(Runbook over) {
        return request(over, "copy-1", null, false);
    }

    public CopyRequest request(Runbook over, String to, @Nullable String from, boolean offline) {
        return new CopyRequest(over, set, to, from, "test", offline);
    }

    /** All activities of a copy, in the workflow's order; returns how many objects were sent. */
    public int copy(CopyRequest request, Calls.Policy policy) {
        CopyActivities activities =
                Calls.through(CopyActivities.class, new CopyActivitiesImpl(secrets, Clock.systemUTC()), policy);
        CopyTask task = activities.begin(request);
        int half = task.objects() / 2;
        int sent = activities.copy(task, 0, half).sent()
                + activities.copy(task, half, task.objects()).sent();
        activities.check(task, 0, task.objects());
        activities.seal(task);
        return sent;
    }

    public OpenVault only(Runbook over, String store) {
        return OpenVault.of(Vault.of(over).only(store), secrets);
    }

    /** Reads every row of the set from one store alone. */
    public Manifest assertWhole(OpenVault vault) {
        SetReader reader = new SetReader(vault);
        Manifest manifest = reader.authenticate(set).manifest();
        PartReader parts = new PartReader(vault.store(), vault.opener());
        for (TableInfo table : manifest.tables()) {
            table.parts().forEach(part -> parts.read(manifest, table, part, (bytes, offset, length) -> {}));
        }
        manifest.files().forEach(file -> reader.file(manifest, file));
        if (!reader.strangers(manifest).isEmpty() || manifest.rows() != ROWS) {
            throw new AssertionError(set + " is not whole");
        }
        return manifest;
    }
}

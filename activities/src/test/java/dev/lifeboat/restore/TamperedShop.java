package dev.lifeboat.restore;

import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.backup.TakenSet;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.keys.PgpSigner;
import dev.lifeboat.keys.Signer;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.Archive;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.FileSystemStore;
import dev.lifeboat.store.MemoryStore;
import dev.lifeboat.store.Store;
import dev.lifeboat.sweep.FaultyKind;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Two sets of a small database, and stores in memory that hold whatever a test makes of them. */
final class TamperedShop {
    private static final String DATABASE = "tampered_source";

    private static final String TABLES = """
            CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL);
            CREATE TABLE orders (id int PRIMARY KEY, total numeric);
            CREATE TABLE notes (id int PRIMARY KEY, body text);
            INSERT INTO users SELECT n, 'user' || n || '@example.com' FROM generate_series(1, 500) n;
            INSERT INTO orders SELECT n, n * 1.5 FROM generate_series(1, 700) n;
            INSERT INTO notes SELECT n, md5(n::text) || md5((n + 1)::text) FROM generate_series(1, 3000) n;
            """;

    final Shop shop = Shop.get();
    final Secrets secrets;
    final Runbook runbook;
    final String older;
    final String set;
    final Signer own;
    final Signer stranger;
    /** What was put there. */
    final SortedMap<String, byte[]> pristine = new TreeMap<>();

    private final Path folder;

    TamperedShop(Path home) {
        folder = home.resolve("store");
        shop.run("postgres", "DROP DATABASE IF EXISTS " + DATABASE);
        shop.run("postgres", "CREATE DATABASE " + DATABASE + " TEMPLATE template0");
        shop.run(DATABASE, TABLES);
        secrets = new Secrets(Map.of("SMALL", shop.server.url(DATABASE), "SERVER", shop.server.url("postgres")));
        KeyFiles.generate(home.resolve("keys"), KeyAlgorithm.CURVE25519, "small", null);
        KeyFiles.generate(home.resolve("strange"), KeyAlgorithm.CURVE25519, "stranger", null);
        own = signer(home.resolve("keys"));
        stranger = signer(home.resolve("strange"));
        Path keys = home.resolve("keys");
        runbook = Runbook.of(
                        "small",
                        new Database("env:SMALL", null),
                        new StoreSettings(StoreLocation.folder(folder.toString()), List.of()),
                        new Keys(
                                List.of(keys.resolve("backup.pub.asc").toString()),
                                "file:" + keys.resolve("signing.sec.asc"),
                                List.of("file:" + keys.resolve("backup.sec.asc")),
                                null,
                                List.of()))
                .withArchive(new Archive(null, null, 2, new ByteCount(1 << 20), new ByteCount(64 << 10), false))
                .withPhases(List.of(
                        Shop.phase("users", "users"), Shop.phase("orders", "orders"), Shop.phase("notes", "notes")));
        older = TakenSet.take(runbook, secrets);
        set = TakenSet.take(runbook, secrets);
        Store store = new FileSystemStore(folder);
        store.list("").forEach(object -> pristine.put(object.name(), SetObjects.readSmall(store, object.name())));
    }

    private static Signer signer(Path keys) {
        return PgpSigner.of("file:" + keys.resolve("signing.sec.asc"), null, new Secrets(Map.of()));
    }

    /** The runbook over a store with these objects. */
    Runbook over(SortedMap<String, byte[]> objects) {
        MemoryStore memory = new MemoryStore(Clock.systemUTC());
        objects.forEach((name, bytes) -> SetObjects.write(memory, name, bytes));
        return runbook.withStore(new StoreSettings(FaultyKind.location(folder, ignored -> memory), List.of()));
    }

    Vault vault(SortedMap<String, byte[]> objects) {
        return Vault.of(over(objects));
    }

    RestoreActivities activities() {
        return new RestoreActivitiesImpl(
                secrets,
                new TargetConnections(new PostgresConnector(secrets)::connect),
                new ClientTools(Map.of("PATH", "/usr/bin")),
                new PinnedSets(),
                Clock.systemUTC());
    }

    RestoreRequest request(Runbook book, String target) {
        return new RestoreRequest(
                book,
                "0".repeat(64),
                set,
                new DatabaseRef("env:SERVER", target),
                target,
                false,
                false,
                false,
                null,
                "test",
                List.of(),
                true,
                false,
                Rights.ALL,
                Selection.ALL,
                null,
                null);
    }
}

package dev.lifeboat.retention;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.PreviousSet;
import dev.lifeboat.archive.SetFolders;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.SnapshotInfo;
import dev.lifeboat.archive.SourceInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.archive.ToolVersions;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.runbook.BackupSchedule;
import dev.lifeboat.runbook.Compression;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Retention;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.store.MemoryStore;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import dev.lifeboat.sweep.FaultyKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Signed sets in stores in memory, whose time a test sets; without a database, since no row of them is read. */
public final class TestStores {
    public static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    static final String PART = "data/public.users/00001.copy.zst.pgp";

    final TestClock clock;
    public final Secrets secrets = new Secrets(Map.of());
    public final Runbook runbook;
    private final Map<String, MemoryStore> stores;
    private @Nullable PreviousSet previous;
    private final Map<String, UnaryOperator<Store>> wrappings;

    /** @param names of stores, the primary first */
    public TestStores(Path folder, String... names) {
        this.clock = new TestClock(NOW);
        this.stores = new TreeMap<>();
        this.wrappings = new TreeMap<>();
        Path keys = folder.resolve("keys");
        KeyFiles.generate(keys, KeyAlgorithm.CURVE25519, "bookings", null);
        List<StoreLocation> locations = new ArrayList<>();
        for (String name : names) {
            stores.put(name, new MemoryStore(clock));
            locations.add(location(folder, name));
        }
        this.runbook = runbook(folder, locations);
    }

    private TestStores(TestStores shared, Runbook runbook) {
        this.clock = shared.clock;
        this.stores = shared.stores;
        this.wrappings = shared.wrappings;
        this.runbook = runbook;
    }

    /** Another runbook that writes to the same stores; with keys of its own, or the same ones. */
    TestStores neighbour(String name, Path folder, boolean ownKeys) {
        Path keys = folder.resolve(ownKeys ? "keys of " + name : "keys");
        if (ownKeys) {
            KeyFiles.generate(keys, KeyAlgorithm.CURVE25519, name, null);
        }
        return neighbour(name, keys, runbook.store());
    }

    /** One with the same keys that calls the primary store by another name. */
    TestStores neighbour(String name, Path folder, String primary) {
        StoreSettings store = runbook.store();
        return neighbour(
                name, folder.resolve("keys"), new StoreSettings(named(primary, store.primary()), store.copies()));
    }

    private TestStores neighbour(String name, Path keys, StoreSettings store) {
        return new TestStores(this, keeping(plain(name, keys, store), new Retention(null, null, 2, null)));
    }

    /** The same of other stores, the primary first; with the keys that lie in a folder already. */
    static Runbook runbook(Path folder, List<StoreLocation> locations) {
        Runbook plain = plain(
                TestSet.RUNBOOK,
                folder.resolve("keys"),
                new StoreSettings(locations.get(0), locations.subList(1, locations.size())));
        return keeping(plain, new Retention(null, null, 2, null));
    }

    private static Runbook plain(String name, Path keys, StoreSettings store) {
        return Runbook.of(
                name,
                new Database("env:NONE", null),
                store,
                new Keys(
                        List.of(keys.resolve("backup.pub.asc").toString()),
                        "file:" + keys.resolve("signing.sec.asc"),
                        List.of(),
                        null,
                        List.of()));
    }

    /** With daily sets kept for 30 days. */
    private static Runbook keeping(Runbook plain, Retention retention) {
        TreeMap<String, BackupSchedule> backups = new TreeMap<>();
        backups.put("daily", new BackupSchedule(null, null, null, List.of(), null, Period.ofDays(30), false, false));
        return new Runbook(
                plain.name(),
                plain.database(),
                plain.store(),
                plain.keys(),
                plain.archive(),
                plain.objectives(),
                plain.tiers(),
                plain.phases(),
                backups,
                plain.drills(),
                null,
                null,
                plain.roleMap(),
                plain.steps(),
                plain.notifications(),
                plain.people(),
                plain.approvals(),
                retention,
                plain.audit(),
                plain.anomalies(),
                plain.verify(),
                plain.health());
    }

    private StoreLocation location(Path folder, String name) {
        StoreLocation plain = FaultyKind.location(
                folder.resolve("unused-" + name),
                unused -> wrappings.getOrDefault(name, UnaryOperator.identity()).apply(stores.get(name)));
        return named(name, plain);
    }

    private static StoreLocation named(String name, StoreLocation plain) {
        return new StoreLocation(
                name,
                plain.kind(),
                plain.path(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null,
                null);
    }

    /** What lies between the code and a store from now on. */
    void wrap(String name, UnaryOperator<Store> wrapping) {
        wrappings.put(name, wrapping);
    }

    public MemoryStore store(String name) {
        return stores.get(name);
    }

    /** Another store in memory under a name. */
    void replace(String name, MemoryStore store) {
        stores.put(name, store);
    }

    /** Without what was put between. */
    public OpenVault vault(String name) {
        UnaryOperator<Store> wrapping = wrappings.remove(name);
        OpenVault vault = Surveyor.alone(runbook, name, secrets);
        // A vault opens its stores when they are asked first.
        vault.store().exists("none");
        if (wrapping != null) {
            wrappings.put(name, wrapping);
        }
        return vault;
    }

    /** Seals a daily set so many days ago, with one object of rows and perhaps references to others' objects. */
    public String daily(String store, int days, String... needs) {
        Instant taken = NOW.minus(Duration.ofDays(days));
        Instant before = clock.instant();
        clock.set(taken);
        OpenVault vault = vault(store);
        String set = new SetFolders(vault.store())
                .claim(BackupMode.DAILY, null, taken, "backup/" + runbook.name() + "/" + days);
        byte[] rows = ("rows of " + set).getBytes(StandardCharsets.UTF_8);
        SetObjects.write(vault.store(), set + "/" + PART, rows);
        List<PartInfo> parts = new ArrayList<>();
        parts.add(new PartInfo(PART, 1, 10, rows.length, Digests.sha256(rows), "0".repeat(32), null));
        for (String needed : needs) {
            byte[] theirs = ("rows of " + needed).getBytes(StandardCharsets.UTF_8);
            parts.add(new PartInfo(PART, 1, 10, theirs.length, Digests.sha256(theirs), "0".repeat(32), needed));
        }
        byte[] signer = vault.signer().publicKey();
        SetObjects.write(vault.store(), set + "/" + SetObjects.SIGNER, signer);
        byte[] json = ManifestJson.write(manifest(vault, set, taken, parts)
                .withFiles(List.of(new FileInfo(SetObjects.SIGNER, signer.length, Digests.sha256(signer)))));
        SetObjects.write(
                vault.store(), set + "/" + SetObjects.SIGNATURE, vault.signer().sign(json));
        SetObjects.write(vault.store(), set + "/" + SetObjects.MANIFEST, json);
        clock.set(before);
        return set;
    }

    private Manifest manifest(OpenVault vault, String set, Instant taken, List<PartInfo> parts) {
        return new Manifest(
                Manifest.FORMAT,
                set,
                runbook.name(),
                "0f".repeat(32),
                "backup/bookings/x",
                BackupMode.DAILY,
                null,
                null,
                new SourceInfo(
                        "1",
                        1,
                        "bookings",
                        150000,
                        "UTF8",
                        "C",
                        List.of(),
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null),
                new SnapshotInfo(taken, "0/0"),
                Compression.ZSTD,
                SetContent.WHOLE,
                List.of(),
                vault.signer().fingerprint(),
                List.of(new TableInfo(
                        1,
                        "public",
                        "users",
                        0,
                        null,
                        List.of("id"),
                        parts.size(),
                        10L * parts.size(),
                        "0".repeat(32),
                        parts,
                        null,
                        null,
                        null)),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new ToolVersions("test", "none"),
                previous,
                taken);
    }

    /** The next sets are sealed behind this one. */
    public void chain(PreviousSet set) {
        previous = set;
    }

    /** A daily set of forty days ago, which goes beside two of these days that are verified. */
    String oldBesideTwoVerified(String store) {
        mark(store, daily(store, 1), MarkKind.VERIFIED, "a");
        mark(store, daily(store, 2), MarkKind.VERIFIED, "b");
        return daily(store, 40);
    }

    /** Marks a set an hour ago. */
    public void mark(String store, String set, MarkKind kind, String detail) {
        OpenVault vault = vault(store);
        AuthenticatedSet found = new SetReader(vault).authenticate(set);
        Instant at = clock.instant().minus(Duration.ofHours(1));
        new Marks(vault).add(new Mark(kind, set, found.manifestSha256(), "test/" + kind + "/" + detail, at, detail));
    }

    /** Writes all that a store holds into another one. */
    void copyTo(String store, Store other) {
        for (StoredObject object : store(store).list("")) {
            SetObjects.write(other, object.name(), SetObjects.readSmall(store(store), object.name()));
        }
    }

    /** Names of what lies in a folder of a store. */
    List<String> in(String store, String folder) {
        return store(store).list(folder + "/").stream().map(StoredObject::name).toList();
    }

    CleanUpTask task(String store, String run) {
        return new CleanUpTask(
                runbook, "0f".repeat(32), store, "retention/bookings/clean-up/" + run, clock.instant(), "sam@laptop");
    }
}

package dev.lifeboat.backup;

import dev.lifeboat.archive.FileInfo;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.PartReader;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.Archive;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.SetContent;
import dev.lifeboat.set.Vault;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A source database, a store and keys, and the steps of a backup without a workflow around them. */
public final class TestBackup {
    static final String RUN = "backup/test/daily";
    private static final Instant SEALED_AT = Instant.parse("2026-11-21T02:00:00Z");

    final String database;
    final Secrets secrets;
    final PostgresConnector connector;
    final Vault vault;
    final Archive archive;
    final BackupActivitiesImpl activities;
    final SnapshotActivitiesImpl holders;
    public final Runbook runbook;

    private static final class Shared {
        static final Path KEYS = keys();

        private static Path keys() {
            // One pair for all tests of a JVM: generating is slow, and they are not about keys.
            Path folder = TestServer.folder().resolve("keys");
            KeyFiles.generate(folder, KeyAlgorithm.CURVE25519, "test", null);
            return folder;
        }
    }

    /** Backs up a database of the shared server into a folder. */
    public TestBackup(Path folder, String database) {
        this(folder, database, TestServer.get().url(database), new ClientTools(System.getenv()));
    }

    TestBackup(Path folder, String database, String url, ClientTools tools) {
        this.database = database;
        this.secrets = new Secrets(Map.of("SOURCE", url));
        this.connector = new PostgresConnector(secrets);
        this.archive = new Archive(null, null, 2, new ByteCount(1 << 20), new ByteCount(64 << 10), false);
        this.runbook = Runbook.of(
                        "test",
                        new Database("env:SOURCE", Duration.ofSeconds(30)),
                        new StoreSettings(StoreLocation.folder(folder.toString()), List.of()),
                        new Keys(
                                List.of(Shared.KEYS.resolve("backup.pub.asc").toString()),
                                "file:" + Shared.KEYS.resolve("signing.sec.asc"),
                                List.of("file:" + Shared.KEYS.resolve("backup.sec.asc")),
                                null,
                                List.of()))
                .withArchive(archive);
        this.vault = Vault.of(runbook);
        this.activities = new BackupActivitiesImpl(secrets, connector, tools, Clock.systemUTC(), "test");
        this.holders = new SnapshotActivitiesImpl(connector);
    }

    /** The request that a backup workflow would get. */
    public BackupRequest request() {
        return new BackupRequest(
                runbook, "0".repeat(64), BackupMode.DAILY, null, "a test", false, SetContent.WHOLE, false);
    }

    public Secrets secrets() {
        return secrets;
    }

    OpenVault open() {
        return OpenVault.of(vault, secrets);
    }

    public void execute(String... statements) throws SQLException {
        try (Connection connection = TestServer.connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    String single(String sql) throws SQLException {
        return single(database, sql);
    }

    static String single(String database, String sql) throws SQLException {
        try (Connection connection = TestServer.connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            return result.next() ? result.getString(1) : null;
        }
    }

    HoldTask hold(int holder, String importFrom) {
        return new HoldTask("env:SOURCE", holder, 1, importFrom, Duration.ofSeconds(1));
    }

    SnapshotActivitiesImpl.Held take() {
        return holders.take(hold(1, null), new CountDownLatch(1));
    }

    SnapshotTask task(String setId, String... snapshotIds) {
        return new SnapshotTask(vault, "env:SOURCE", archive, setId, 1, List.of(snapshotIds), SetContent.WHOLE, null);
    }

    /** All batches of a snapshot, copied and recorded. */
    List<BatchReceipt> copyAll(SnapshotTask task) {
        List<BatchReceipt> batches = new ArrayList<>();
        TableChunk after = null;
        do {
            ChunkPage page = activities.planChunks(task, batches.size() + 1, after);
            List<CopyReceipt> receipts = page.groups().stream()
                    .map(group -> activities.copyChunks(task, group))
                    .toList();
            batches.add(activities.recordBatch(task, page, receipts));
            after = page.last();
        } while (after != null);
        return batches;
    }

    SealTask sealTask(SnapshotTask task, HeldSnapshot held, BatchReceipt schema, List<BatchReceipt> batches) {
        return sealTask(RUN, task, held, schema, batches);
    }

    private SealTask sealTask(
            String run, SnapshotTask task, HeldSnapshot held, BatchReceipt schema, List<BatchReceipt> batches) {
        return new SealTask(
                task,
                held,
                run,
                "0".repeat(64),
                BackupMode.DAILY,
                null,
                null,
                schema,
                batches,
                null,
                SEALED_AT,
                runbook.anomalies());
    }

    /** The whole way; returns the authenticated manifest. */
    Manifest backUp() {
        return backUp(RUN);
    }

    Manifest backUp(String run) {
        BackupPlan plan = activities.preflight(request(), run);
        SealTask seal;
        try (SnapshotActivitiesImpl.Held held = take()) {
            SnapshotTask task = task(plan.setId(), held.announcement().snapshotId());
            seal = sealTask(run, task, held.announcement(), activities.dumpSchema(task), copyAll(task));
        }
        SealedSet sealed = activities.seal(seal);
        return new SetReader(open()).authenticate(sealed.setId()).manifest();
    }

    Manifest manifest(String setId) {
        return new SetReader(open()).authenticate(setId).manifest();
    }

    static TableInfo table(Manifest manifest, String qualifiedName) {
        return manifest.tables().stream()
                .filter(table -> table.qualifiedName().equals(qualifiedName))
                .findFirst()
                .orElseThrow(() -> new AssertionError(qualifiedName + " is not in the set"));
    }

    /** The COPY text of a table in a set. */
    String text(Manifest manifest, TableInfo table) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (PartInfo part : table.parts()) {
            new PartReader(open().store(), open().opener()).read(manifest, table, part, text::write);
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    byte[] schemaArchive(Manifest manifest) throws Exception {
        FileInfo schema = manifest.files().stream()
                .filter(file -> file.object().equals("schema.dump.pgp"))
                .findFirst()
                .orElseThrow();
        return open().opener()
                .open(open().store().read(manifest.set() + "/" + schema.object()))
                .readAllBytes();
    }
}

package dev.lifeboat.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PartReader;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker that backs up cannot read what it wrote. */
class BackupKeysTest {
    @TempDir
    Path folder;

    private String database;
    private Path keys;

    @BeforeEach
    void prepare() throws Exception {
        database = TestServer.database();
        keys = folder.resolve("keys");
        KeyFiles.generate(keys, KeyAlgorithm.CURVE25519, "test", null);
        try (Connection connection = TestServer.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE users AS SELECT 1 AS id, 'kim' AS name");
        }
    }

    @Test
    void backsUpWithoutAPrivateKeyInItsRunbook() throws IOException {
        backsUp(List.of());
    }

    /** What is named may be out of reach, on another machine: nothing of a backup asks for it. */
    @Test
    void backsUpWherePrivateKeysAreNamedAndCannotBeRead() throws IOException {
        Path unreadable = Files.createDirectory(folder.resolve("not-a-file.sec.asc"));
        backsUp(List.of("file:" + keys.resolve("gone.sec.asc"), "env:NOT_SET", "file:" + unreadable));
    }

    /**
     * What docs/trust.md says a thief of the store reads: names, sizes, numbers; neither a password nor a word of a row
     * or a definition.
     */
    @Test
    void leavesNoRowNoDefinitionAndNoPasswordReadable() throws Exception {
        String role = "reader_of_" + database;
        String hash;
        try (Connection connection = TestServer.connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'open sesame'");
            statement.execute("GRANT SELECT ON users TO " + role);
            statement.execute("COMMENT ON TABLE users IS 'marker of a comment'");
            statement.execute("ALTER TABLE users ADD nick text DEFAULT 'marker of a default'");
            statement.execute("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1 -- marker of a body'");
            statement.execute("CREATE POLICY p ON users USING (name <> 'marker of a policy')");
            hash = TestBackup.single(database, "SELECT rolpassword FROM pg_authid WHERE rolname = '" + role + "'");
        }
        try {
            Secrets secrets = new Secrets(Map.of("SOURCE", TestServer.get().url(database)));
            Path set = folder.resolve("store").resolve(TakenSet.take(runbook(List.of()), secrets));
            Map<String, String> readable = new TreeMap<>();
            try (Stream<Path> files = Files.walk(set)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    byte[] content = Files.readAllBytes(file);
                    if (file.toString().endsWith(".pgp")) {
                        // A session key for a recipient: tag 1, in the old or the new format.
                        assertThat(content[0] & 0xff).as(file.toString()).isIn(0xc1, 0x84, 0x85);
                    } else {
                        readable.put(set.relativize(file).toString(), new String(content, StandardCharsets.UTF_8));
                    }
                }
            }
            assertThat(readable)
                    .containsOnlyKeys(
                            "RESTORE.md",
                            "checksums.sha256",
                            "claim.json",
                            "load.tsv",
                            "manifest.json",
                            "manifest.json.asc",
                            "restore.sh",
                            "roles.sql",
                            "sequences.sql",
                            "signing.pub.asc",
                            "views.sql")
                    .allSatisfy(
                            (name, text) -> assertThat(text).doesNotContain("kim", "marker of", "open sesame", hash));
            assertThat(readable.get("roles.sql")).contains(role);
        } finally {
            try (Connection connection = TestServer.connect(database);
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP OWNED BY " + role);
                statement.execute("DROP ROLE " + role);
            }
        }
    }

    private void backsUp(List<String> named) throws IOException {
        Path kept = Files.move(keys.resolve("backup.sec.asc"), folder.resolve("safe.sec.asc"));
        Secrets secrets = new Secrets(Map.of("SOURCE", TestServer.get().url(database)));
        Runbook backingUp = runbook(named);
        String set = TakenSet.take(backingUp, secrets);

        OpenVault worker = OpenVault.of(Vault.of(backingUp), secrets);
        AuthenticatedSet taken = new SetReader(worker).authenticate(set);
        assertThatThrownBy(worker::opener).isInstanceOf(LifeboatException.class);
        OpenVault restoring = OpenVault.of(Vault.of(runbook(List.of("file:" + kept))), secrets);
        TableInfo users = TestBackup.table(taken.manifest(), "public.users");
        StringBuilder rows = new StringBuilder();
        new PartReader(restoring.store(), restoring.opener())
                .read(
                        taken.manifest(),
                        users,
                        users.parts().get(0),
                        (block, offset, length) ->
                                rows.append(new String(block, offset, length, StandardCharsets.UTF_8)));
        assertThat(rows).hasToString("1\tkim\n");
    }

    private Runbook runbook(List<String> privateKeys) {
        return Runbook.of(
                "test",
                new Database("env:SOURCE", Duration.ofSeconds(30)),
                new StoreSettings(StoreLocation.folder(folder.resolve("store").toString()), List.of()),
                new Keys(
                        List.of(keys.resolve("backup.pub.asc").toString()),
                        "file:" + keys.resolve("signing.sec.asc"),
                        privateKeys,
                        null,
                        List.of()));
    }
}

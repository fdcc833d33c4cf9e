package dev.lifeboat.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.EmbeddedServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sources that make it hard: settings of the database, few connections, TLS, a standby. */
@Timeout(120)
class HardSourceTest {
    @TempDir
    static Path home;

    @TempDir
    Path folder;

    private static EmbeddedServer server;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedServer.start(home.resolve("source"));
        execute(
                "postgres",
                "CREATE DATABASE app",
                "CREATE ROLE few LOGIN PASSWORD 'few' CONNECTION LIMIT 2",
                "GRANT pg_read_all_data TO few");
        execute(
                "app",
                "CREATE TABLE t (id serial PRIMARY KEY, at timestamptz, took interval, amount money, share float8, raw bytea, note text)",
                "INSERT INTO t (at, took, amount, share, raw, note) SELECT '2024-03-31 02:30+00'::timestamptz + g * '1 hour'::interval,"
                        + " g * '1 month 2 days'::interval, g::numeric::money, g / 3.0::float8, decode(md5(g::text), 'hex'), 'ä\\' || g"
                        + " FROM generate_series(1, 500) g",
                "CREATE VIEW v AS SELECT * FROM t");
    }

    @AfterAll
    static void stop() {
        server.destroy();
    }

    @Test
    void settingsOfTheDatabaseChangeNothingInASet() throws Exception {
        Manifest plain = backup("plain", server.url("app")).backUp();
        for (String setting : List.of(
                "statement_timeout = '20ms'",
                "lock_timeout = '1ms'",
                "idle_in_transaction_session_timeout = '50ms'",
                "idle_session_timeout = '50ms'",
                "default_transaction_isolation = 'serializable'",
                "default_transaction_deferrable = on",
                "default_transaction_read_only = on",
                "search_path = 'public, pg_catalog'",
                "DateStyle = 'German'",
                "IntervalStyle = 'sql_standard'",
                "TimeZone = 'Asia/Kathmandu'",
                "extra_float_digits = -5",
                "bytea_output = 'escape'",
                "client_encoding = 'LATIN1'",
                "standard_conforming_strings = off",
                "row_security = on",
                "quote_all_identifiers = on",
                "synchronize_seqscans = on")) {
            execute("postgres", "ALTER DATABASE app SET " + setting);
        }
        try {
            TestBackup hard = backup("hard", server.url("app"));
            Manifest manifest = hard.backUp();
            TableInfo table = TestBackup.table(manifest, "public.t");
            assertThat(table.hash())
                    .isEqualTo(TestBackup.table(plain, "public.t").hash());
            assertThat(hard.text(manifest, table))
                    .isEqualTo(backup("plain", server.url("app")).text(plain, TestBackup.table(plain, "public.t")));
        } finally {
            execute("postgres", "ALTER DATABASE app RESET ALL");
        }
    }

    @Test
    void tellsThatTheRoleMayHaveTooFewConnections() throws Exception {
        String url = server.url("app").replaceFirst("postgres:[^@]+@", "few:few@");
        TestBackup backup = backup("few", url);
        assertThat(backup.activities.preflight(backup.request(), TestBackup.RUN).warnings())
                .anySatisfy(warning -> assertThat(warning).contains("role few may have 2 connections"));
        assertThatThrownBy(() -> {
                    try (SnapshotActivitiesImpl.Held held = backup.take();
                            SourceSession other = SourceSession.idle(backup.connector, "env:SOURCE");
                            SourceSession third = SourceSession.idle(backup.connector, "env:SOURCE")) {
                        assertThat(List.of(held, other, third)).isEmpty();
                    }
                })
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE))
                .hasMessageContaining("too many connections for role \"few\"");
    }

    /** Certificates of the JDK's own tool: the right authority and name are believed, others are not. */
    @Test
    void believesAServerOnlyWithTheRightCertificate() throws Exception {
        Path data = home.resolve("source").resolve("data");
        Path right = certificate("right");
        Path wrong = certificate("wrong");
        UserPrincipal owner = Files.getOwner(data);
        for (String suffix : List.of(".crt", ".key")) {
            Path file = data.resolve("server" + suffix);
            Files.copy(folder.resolve("right" + suffix), file);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            Files.setOwner(file, owner);
        }
        execute("postgres", "ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()");
        String named = server.url("app").replace("127.0.0.1", "localhost") + "?sslmode=verify-full&sslrootcert=";
        Manifest manifest = backup("tls", named + right).backUp();
        assertThat(manifest.rows()).isEqualTo(500);
        assertUnreachable(named + wrong, "");
        assertUnreachable(server.url("app") + "?sslmode=verify-full&sslrootcert=" + right, "127.0.0.1");
    }

    private void assertUnreachable(String url, String word) {
        TestBackup backup = backup("refused", url);
        assertThatThrownBy(() -> backup.activities.preflight(backup.request(), TestBackup.RUN))
                .isInstanceOfSatisfying(
                        LifeboatException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNREACHABLE))
                .hasMessageContaining(word);
    }

    /** A key and a certificate for localhost in PEM; returns the certificate, which is its own authority. */
    private Path certificate(String name) throws Exception {
        Path store = folder.resolve(name + ".p12");
        run(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-validity",
                "2",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString());
        KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
        pem(
                name + ".key",
                "PRIVATE KEY",
                keys.getKey("server", "changeit".toCharArray()).getEncoded());
        return pem(name + ".crt", "CERTIFICATE", keys.getCertificate("server").getEncoded());
    }

    private Path pem(String name, String type, byte[] content) throws Exception {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(
                folder.resolve(name), "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
    }

    @Test
    void takesASetFromAStandbyAndGivesWayToItsReplay() throws Exception {
        Path standby = home.resolve("standby");
        Files.createDirectory(
                standby, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.copy(home.resolve("source").resolve("password"), standby.resolve("password"));
        run(
                tool("pg_basebackup").toString(),
                "--dbname=" + server.url("postgres"),
                "--pgdata=" + standby.resolve("data"),
                "--write-recovery-conf",
                "--checkpoint=fast");
        UserPrincipal owner = Files.getOwner(home.resolve("source").resolve("data"));
        try (Stream<Path> files = Files.walk(standby)) {
            for (Path file : files.toList()) {
                Files.setOwner(file, owner);
            }
        }
        EmbeddedServer replica = EmbeddedServer.start(standby);
        try {
            TestBackup backup = backup("standby", replica.url("app"));
            assertThat(backup.activities
                            .preflight(backup.request(), TestBackup.RUN)
                            .warnings())
                    .anySatisfy(warning -> assertThat(warning).contains("the source is a standby"));
            assertThat(backup.backUp().rows()).isEqualTo(500);

            // What the primary does to a table waits on the standby behind the holder, which then gives way.
            try (SnapshotActivitiesImpl.Held held = backup.take()) {
                execute("app", "ALTER TABLE t ADD COLUMN later int", "ALTER TABLE t DROP COLUMN later");
                assertThatThrownBy(() -> SnapshotActivitiesImpl.watch(
                                held.session(),
                                Duration.ofSeconds(2),
                                new CountDownLatch(1),
                                dev.lifeboat.activity.Heartbeat.start()))
                        .isInstanceOfSatisfying(LifeboatException.class, e -> assertThat(e.code())
                                .isIn(ErrorCode.BACKUP_YIELDED, ErrorCode.SNAPSHOT_LOST));
            }
        } finally {
            replica.destroy();
        }
    }

    private TestBackup backup(String name, String url) {
        return new TestBackup(folder.resolve(name), "app", url, tools());
    }

    private static ClientTools tools() {
        return new ClientTools(Map.of("PATH", "/usr/bin"));
    }

    private static Path tool(String name) {
        return tools().require(name, 150000).path();
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(new ArrayList<>(List.of(command)))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private static void execute(String database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
                Statement statement = connection.createStatement()) {
            statement.execute("SET default_transaction_read_only = off");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}

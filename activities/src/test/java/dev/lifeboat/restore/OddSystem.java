package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetReader;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.backup.TakenSet;
import dev.lifeboat.gate.GateActivitiesImpl;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.postgres.ToolRun;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A database made by a script, a set of it, and restores of that set into new databases: by the activities in the
 * workflow's order, without a Temporal server, so that hundreds of them fit into a test run.
 */
final class OddSystem {
    private static final String PATH = "/usr/bin";

    final String source;
    final Manifest manifest;
    private final String options;
    private final Path folder;
    private final Secrets secrets;
    private final Runbook runbook;

    private static final class Shared {
        static final Path KEYS = TestServer.folder().resolve("odd-keys");

        static {
            KeyFiles.generate(KEYS, KeyAlgorithm.CURVE25519, "odd", null);
            try (Connection connection = TestServer.connect("postgres");
                    Statement statement = connection.createStatement()) {
                for (String role : List.of("odd_owner", "odd_app", "\"odd \"\"Reader\"\"\"")) {
                    statement.execute("CREATE ROLE " + role);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * Makes the database and takes a set of it.
     *
     * @param options of CREATE DATABASE, for source and targets alike
     * @param script for psql
     */
    OddSystem(Path folder, String options, String script) throws Exception {
        this.options = options;
        this.folder = folder;
        this.source = TestServer.database(options);
        Path keys = Shared.KEYS;
        Path file = Files.writeString(folder.resolve("script.sql"), script);
        tool("psql", source, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=" + file);
        this.secrets = new Secrets(Map.of(
                "SOURCE",
                TestServer.get().url(source),
                "TARGET",
                TestServer.get().url("postgres")));
        this.runbook = runbook(
                new StoreLocation("filesystem", folder.resolve("store").toString()),
                new Keys(
                        List.of(keys.resolve("backup.pub.asc").toString()),
                        "file:" + keys.resolve("signing.sec.asc"),
                        List.of("file:" + keys.resolve("backup.sec.asc")),
                        null,
                        List.of()),
                List.of());
        String setId = TakenSet.take(runbook, secrets);
        this.manifest = new SetReader(OpenVault.of(Vault.of(runbook), secrets))
                .authenticate(setId)
                .manifest();
    }

    /** Restores in one phase; returns the target's name. Every gate has been green. */
    String restoreAtOnce() {
        return restore(List.of());
    }

    /** Restores over three phases, to which the tables are dealt like cards: nothing that belongs together stays so. */
    String restoreScattered() {
        List<String> names = manifest.tables().stream()
                .map(TableInfo::qualifiedName)
                .filter(name -> name.chars().filter(c -> c == '.').count() == 1)
                .toList();
        return restore(IntStream.range(0, Math.min(2, names.size()))
                .mapToObj(phase -> new Phase(
                        "phase-" + phase,
                        null,
                        IntStream.range(0, names.size())
                                .filter(place -> place % 3 == phase)
                                .mapToObj(names::get)
                                .toList(),
                        List.of(),
                        List.of(),
                        null))
                .toList());
    }

    String restore(List<Phase> phases) {
        String target = TestServer.database(options);
        PostgresConnector connector = new PostgresConnector(secrets);
        TargetConnections connections = new TargetConnections(connector::connect);
        PinnedSets sets = new PinnedSets();
        RestoreActivities activities = new RestoreActivitiesImpl(
                secrets, connections, new ClientTools(Map.of("PATH", PATH)), sets, Clock.systemUTC());
        GateActivitiesImpl gates = new GateActivitiesImpl(secrets, connections, sets, Clock.systemUTC());
        Runbook book = runbook(runbook.store().primary(), runbook.keys(), phases);
        Recovery recovery = Recovery.begin(activities, request(book, target), "restore/odd/" + target);
        assertThat(recovery.plan.blockers()).isEmpty();
        recovery.structures();
        for (String name : recovery.phases()) {
            recovery.load(name);
            recovery.build(name);
            Phase phase = phases.stream()
                    .filter(candidate -> candidate.name().equals(name))
                    .findFirst()
                    .orElse(new Phase(name, null, List.of(), List.of(), List.of(), null));
            GateResult gate = gates.examine(recovery.run, phase, GateStage.DATA, 1, false);
            assertThat(gate.checks())
                    .as(name)
                    .filteredOn(check -> !check.passed())
                    .extracting(GateCheck::toString)
                    .isEmpty();
            recovery.open(name);
        }
        recovery.finish();
        assertThat(recovery.notes)
                .filteredOn(note -> note.startsWith("not restored") || note.contains("could not be filled"))
                .isEmpty();
        return target;
    }

    /** Restores with the set's own script: no Lifeboat in it. */
    String restoreByHand() throws Exception {
        String target = TestServer.database(options);
        Path gnupg = Files.createDirectory(
                folder.resolve("gnupg"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        run(
                gnupg,
                "gpg",
                "--batch",
                "--quiet",
                "--import",
                Shared.KEYS.resolve("backup.sec.asc").toString());
        run(
                gnupg,
                "sh",
                folder.resolve("store")
                        .resolve(manifest.set())
                        .resolve("restore.sh")
                        .toString(),
                TestServer.get().url(target));
        run(gnupg, "gpgconf", "--kill", "all");
        return target;
    }

    private static void run(Path gnupg, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("GNUPGHOME", gnupg.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    /** Drops both databases: hundreds of them would fill a disk. */
    void drop(String target) throws SQLException {
        try (Connection connection = TestServer.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE " + source + " WITH (FORCE)");
            statement.execute("DROP DATABASE " + target + " WITH (FORCE)");
        }
    }

    /** What pg_dump says of one database and not of the other: nothing, if they are equal but for order. */
    static List<String> differences(String source, String target) {
        List<String> differences = new ArrayList<>();
        compare(definitions(source), definitions(target), differences);
        compare(contents(source), contents(target), differences);
        return differences;
    }

    private static void compare(List<String> source, List<String> target, List<String> differences) {
        List<String> missing = new ArrayList<>(source);
        List<String> extra = new ArrayList<>();
        for (String line : target) {
            if (!missing.remove(line)) {
                extra.add(line);
            }
        }
        missing.forEach(line -> differences.add("missing: " + line));
        extra.forEach(line -> differences.add("extra: " + line));
    }

    /** Definitions as pg_dump gives them, an object each, in an order of their own. */
    private static List<String> definitions(String database) {
        return Arrays.stream(dump(database, "--schema-only").split("\n--\n-- Name: "))
                .map(String::strip)
                .sorted()
                .toList();
    }

    /** Rows as pg_dump gives them, each with its table, in an order of their own; sequences and large objects too. */
    private static List<String> contents(String database) {
        List<String> lines = new ArrayList<>();
        String table = "";
        for (String line : dump(database, "--data-only").lines().toList()) {
            if (line.startsWith("COPY ")) {
                table = line + " ";
            } else if (!line.startsWith("--")) {
                lines.add(table + line);
            }
            table = line.equals("\\.") ? "" : table;
        }
        lines.sort(null);
        return lines;
    }

    /** The result of a query as one text. */
    static String answer(String database, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(TestServer.get().jdbcUrl(database));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> lines = new ArrayList<>();
            while (rows.next()) {
                List<String> fields = new ArrayList<>();
                for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                    fields.add(String.valueOf(rows.getString(column)));
                }
                lines.add(String.join(" | ", fields));
            }
            return String.join("\n", lines);
        }
    }

    private static String dump(String database, String kind) {
        String text = tool("pg_dump", database, kind, "--load-via-partition-root", "--encoding=" + encoding(database));
        return text.lines()
                .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    private static String tool(String name, String database, String... arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        Secrets secrets = new Secrets(Map.of("DATABASE", TestServer.get().url(database)));
        ToolRun.run(
                new ClientTools(Map.of("PATH", PATH)).require(name, 150000).path(),
                List.of(arguments),
                new PostgresConnector(secrets).environment(DatabaseRef.of("env:DATABASE")),
                output);
        // One character a byte: what is compared may be in no encoding at all.
        return output.toString(StandardCharsets.ISO_8859_1);
    }

    private static String encoding(String database) {
        try {
            String encoding = answer(database, "SHOW server_encoding");
            return encoding.equals("SQL_ASCII") ? encoding : "UTF8";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private RestoreRequest request(Runbook book, String target) {
        return new RestoreRequest(
                book,
                "0".repeat(64),
                manifest.set(),
                new DatabaseRef("env:TARGET", target),
                target,
                false,
                false,
                false,
                null,
                "test",
                List.of(),
                true,
                false);
    }

    private static Runbook runbook(StoreLocation store, Keys keys, List<Phase> phases) {
        return new Runbook(
                "odd",
                new Database("env:SOURCE", null),
                new StoreSettings(store, List.of()),
                keys,
                null,
                null,
                null,
                phases,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}

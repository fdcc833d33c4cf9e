package dev.lifeboat.restore;

import dev.lifeboat.backup.TakenSet;
import dev.lifeboat.keys.KeyAlgorithm;
import dev.lifeboat.keys.KeyFiles;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.EmbeddedServer;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.postgres.ToolRun;
import dev.lifeboat.runbook.Database;
import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The shop of {@code shop.sql} on a real server, a set of it, and empty databases to restore it into. One a JVM. */
final class Shop {
    static final String PASSWORD = "restorer";
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Shop SHOP = new Shop();

    final EmbeddedServer server;
    final Secrets secrets;
    final Runbook runbook;
    final String setId;

    /** The shop, made at the first call. */
    static Shop get() {
        return SHOP;
    }

    private Shop() {
        try {
            Path home = Files.createTempDirectory("lifeboat-shop-");
            server = EmbeddedServer.start(home.resolve("server"));
            Runtime.getRuntime().addShutdownHook(new Thread(server::destroy));
            run(
                    "postgres",
                    "CREATE ROLE shop_owner; CREATE ROLE app; CREATE ROLE anon;"
                            + "CREATE ROLE restorer LOGIN CREATEDB BYPASSRLS PASSWORD '" + PASSWORD + "'");
            run("postgres", "CREATE DATABASE shop");
            try (InputStream sql = Objects.requireNonNull(Shop.class.getResourceAsStream("shop.sql"))) {
                run("shop", new String(sql.readAllBytes(), StandardCharsets.UTF_8));
            }
            secrets = new Secrets(Map.of(
                    "SERVER",
                    server.url("postgres"),
                    "NOWHERE",
                    "postgresql://postgres@127.0.0.1:1/postgres",
                    "RESTORER",
                    "postgresql://restorer:" + PASSWORD + "@127.0.0.1:" + server.port() + "/postgres",
                    "SHOP",
                    server.url("shop")));
            Path keys = home.resolve("keys");
            KeyFiles.generate(keys, KeyAlgorithm.CURVE25519, "shop", null);
            runbook = runbook(
                    home, keys, List.of(phase("auth", "users", "user_roles"), phase("orders", "orders", "audit")));
            setId = TakenSet.take(runbook, secrets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Phase phase(String name, String... tables) {
        return new Phase(name, null, List.of(tables), List.of(), List.of(), null);
    }

    private static Runbook runbook(Path home, Path keys, List<Phase> phases) {
        return Runbook.of(
                        "shop",
                        new Database("env:SHOP", null),
                        new StoreSettings(
                                StoreLocation.folder(home.resolve("backups").toString()), List.of()),
                        new Keys(
                                List.of(keys.resolve("backup.pub.asc").toString()),
                                "file:" + keys.resolve("signing.sec.asc"),
                                List.of("file:" + keys.resolve("backup.sec.asc")),
                                null,
                                List.of()))
                .withPhases(phases);
    }

    /** The same system, with other phases. */
    Runbook with(List<Phase> phases) {
        return runbook.withPhases(phases);
    }

    /** The name of a new, empty database. */
    String emptyTarget() {
        String name = "target_" + NUMBER.incrementAndGet();
        run("postgres", "CREATE DATABASE " + name + " TEMPLATE template0");
        return name;
    }

    DatabaseRef ref(String database) {
        return new DatabaseRef("env:SERVER", database);
    }

    RestoreActivities activities() {
        return activities(new PostgresConnector(secrets)::connect);
    }

    /** As a worker would have it, over connections that a test can watch or cut. */
    RestoreActivities activities(Function<DatabaseRef, Connection> connector) {
        return new RestoreActivitiesImpl(
                secrets,
                new TargetConnections(connector),
                new ClientTools(Map.of("PATH", "/usr/bin")),
                new PinnedSets(),
                Clock.systemUTC());
    }

    RestoreRequest request(DatabaseRef target) {
        return request(runbook, target, false, false, null);
    }

    RestoreRequest request(
            Runbook book,
            DatabaseRef target,
            boolean resume,
            boolean startOver,
            @org.jspecify.annotations.Nullable String breakGlass) {
        return new RestoreRequest(
                book,
                "0".repeat(64),
                "latest",
                target,
                String.valueOf(target.database()),
                false,
                resume,
                startOver,
                breakGlass,
                "test",
                List.of(),
                true,
                false,
                Rights.ALL,
                Selection.ALL,
                null,
                null);
    }

    /** Runs a script as superuser, without a run's token. */
    void run(String database, String script) {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(script);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a statement as this role; returns its first value, or the SQLSTATE of the error. */
    String as(String role, String database, String sql) {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
                Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION AUTHORIZATION " + role);
            statement.execute("SELECT set_config('shop.user', '1', false)");
            if (!statement.execute(sql)) {
                return "done " + statement.getUpdateCount();
            }
            try (var rows = statement.getResultSet()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "no row";
            }
        } catch (SQLException e) {
            return "error " + e.getSQLState();
        }
    }

    /** The first value that a superuser sees. */
    String value(String database, String sql) {
        return as("postgres", database, sql);
    }

    /** All that pg_dump says of a database, its lines in an order of their own: equal for equal databases. */
    List<String> dump(String database, String... options) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        List<String> arguments = new java.util.ArrayList<>(List.of(options));
        arguments.addAll(List.of("--inserts", "--exclude-schema=_lifeboat_restore", database));
        ToolRun.run(
                new ClientTools(Map.of("PATH", "/usr/bin"))
                        .require("pg_dump", 150000)
                        .path(),
                arguments,
                new PostgresConnector(secrets).environment(ref("postgres")),
                output);
        return output.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("\\") && !line.startsWith("-- Dumped"))
                .sorted()
                .toList();
    }
}

package dev.lifeboat.restore;

import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.EmbeddedServer;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.postgres.ToolRun;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A server of some major version, with the client tools that suit it, for {@link OddSystem}. One a version and JVM. */
final class OddServer {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Map<Path, OddServer> OTHERS = new ConcurrentHashMap<>();

    private final EmbeddedServer server;
    private final int version;

    private static final class Base {
        static final OddServer SERVER = new OddServer(TestServer.get());
    }

    private OddServer(EmbeddedServer server) {
        this.server = server;
        try {
            for (String role : List.of("odd_owner", "odd_app", "\"odd \"\"Reader\"\"\"")) {
                execute("postgres", "CREATE ROLE " + role);
            }
            this.version = Integer.parseInt(answer("postgres", "SHOW server_version_num"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The system's client tools, and those of the other servers that were asked for. */
    static ClientTools tools() {
        String others = OTHERS.keySet().stream()
                .map(installation -> installation.resolve("bin") + ":")
                .collect(Collectors.joining());
        return new ClientTools(Map.of("PATH", others + "/usr/bin"));
    }

    /** The shared server of all tests. */
    static OddServer base() {
        return Base.SERVER;
    }

    /** One more server of the shared one's version, with none of its roles and databases. */
    static OddServer another(String name) {
        EmbeddedServer server = EmbeddedServer.start(TestServer.folder().resolve("server-" + name));
        Runtime.getRuntime().addShutdownHook(new Thread(server::destroy));
        return new OddServer(server);
    }

    /** A server of another installation, whose client tools are used for it, too. */
    static OddServer of(Path installation) {
        return OTHERS.computeIfAbsent(installation, path -> {
            Path folder = TestServer.folder().resolve("server-" + path.getFileName());
            EmbeddedServer server = EmbeddedServer.start(folder, path);
            TestServer.askForPasswordsCheaply(server);
            Runtime.getRuntime().addShutdownHook(new Thread(server::destroy));
            return new OddServer(server);
        });
    }

    /** Ends it before the JVM does: its binaries may be gone by then. */
    void stop() {
        server.destroy();
    }

    /** A new, empty database, made with these options; returns its name. */
    String database(String options) throws SQLException {
        String name = "odd_" + NUMBER.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name + " TEMPLATE template0 " + options);
        return name;
    }

    String url(String database) {
        return server.url(database);
    }

    int version() {
        return version;
    }

    void execute(String database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The result of a query as one text. */
    String answer(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(database));
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

    /** What pg_dump of the given major prints of a database, one character a byte: it may be in no encoding at all. */
    String dump(String database, int major) throws SQLException {
        String encoding = answer(database, "SHOW server_encoding");
        byte[] text = tool(
                "pg_dump",
                major,
                database,
                "--load-via-partition-root",
                "--encoding=" + (encoding.equals("SQL_ASCII") ? encoding : "UTF8"));
        return new String(text, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
                .filter(line -> !line.startsWith("-- Dumped from"))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Runs a client tool of at least this major version on a database. */
    byte[] tool(String name, int major, String database, String... arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        Secrets secrets = new Secrets(Map.of("DATABASE", url(database)));
        ToolRun.run(
                tools().require(name, major).path(),
                List.of(arguments),
                new PostgresConnector(secrets).environment(DatabaseRef.of("env:DATABASE")),
                output);
        return output.toByteArray();
    }

    @Override
    public String toString() {
        return "PostgreSQL " + version / 10000;
    }
}

package dev.lifeboat.e2e;

import dev.lifeboat.demo.SampleData;
import dev.lifeboat.postgres.EmbeddedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The bookings assistant on a real server, with its runbook and keys in a folder: what every end-to-end test begins with. */
final class SampleSystem implements AutoCloseable {
    private final Path folder;
    private final EmbeddedServer server;
    private final CommandLine commands;

    private SampleSystem(Path folder, EmbeddedServer server, CommandLine commands) {
        this.folder = folder;
        this.server = server;
        this.commands = commands;
    }

    /** Fills database {@code bookings} with about {@code rows} rows and makes an empty database {@code restored}. */
    static SampleSystem create(Path folder, long rows) throws IOException, SQLException, InterruptedException {
        EmbeddedServer server = EmbeddedServer.start(folder.resolve("postgres"));
        SampleSystem system = new SampleSystem(folder, server, new CommandLine(folder));
        system.execute("postgres", "CREATE DATABASE bookings", "CREATE DATABASE restored");
        try (Connection connection = system.connect("bookings")) {
            SampleData.createSchema(connection);
            SampleData.fill(connection, rows, 42);
        }
        system.commands.with("DATABASE_URL", server.url("bookings")).with("TARGET_URL", server.url("restored"));
        Files.copy(
                Path.of(System.getProperty("lifeboat.root"), "examples", "bookings-assistant", "runbook.yaml"),
                folder.resolve("runbook.yaml"));
        system.commands.run("keys", "generate").endsWith(0);
        LoadedClasses.remember(system::backUpElsewhere);
        return system;
    }

    /** A backup that no test sees: with a store, keys and a state folder of its own. */
    private void backUpElsewhere(List<String> options) throws IOException, InterruptedException {
        Path elsewhere = Files.createTempDirectory("lifeboat-test-elsewhere-");
        try {
            String runbook = Files.copy(folder.resolve("runbook.yaml"), elsewhere.resolve("runbook.yaml"))
                    .toString();
            CommandLine own = new CommandLine(elsewhere).with("DATABASE_URL", server.url("bookings"));
            own.run("keys", "generate", "-r", runbook).endsWith(0);
            own.run(options, "backup", "-r", runbook, "--engine", "memory").endsWith(0);
        } finally {
            Folders.delete(elsewhere);
        }
    }

    /** Has the runbook keep a copy of each set in a folder of this name. */
    void copyTo(String store) throws IOException {
        Path runbook = folder.resolve("runbook.yaml");
        String copies =
                "path: ./backups }\n  copies: [ { name: " + store + ", kind: filesystem, path: ./" + store + " } ]";
        Files.writeString(runbook, Files.readString(runbook).replace("path: ./backups }", copies));
    }

    /** Commands of another machine: with a state folder of their own. */
    CommandLine another() throws IOException {
        return new CommandLine(folder)
                .with(
                        "LIFEBOAT_HOME",
                        Files.createTempDirectory(folder, "state").toString());
    }

    /** How many rows a table holds. */
    long rows(String database, String table) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    CommandLine commands() {
        return commands;
    }

    Path folder() {
        return folder;
    }

    EmbeddedServer server() {
        return server;
    }

    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(database));
    }

    void execute(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() {
        server.destroy();
    }
}

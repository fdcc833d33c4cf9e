package dev.lifeboat.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One embedded server for all tests of a JVM; each test takes databases of its own. */
public final class TestServer {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private TestServer() {}

    /** The server; started when it is first asked for, removed when the JVM ends. */
    public static EmbeddedServer get() {
        return Holder.SERVER;
    }

    /** A new, empty database; returns its name. */
    public static String database() {
        return database("");
    }

    /** A new, empty database, made with these options behind its name; returns its name. */
    public static String database(String options) {
        String name = "test_" + NUMBER.incrementAndGet();
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + " template template0 " + options);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return name;
    }

    /** Connects as the superuser, as an application would: no settings are pinned. */
    public static Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(get().jdbcUrl(database));
    }

    /** One of the embedded binaries. */
    public static Path program(String name) throws IOException {
        return EmbeddedBinaries.folder().resolve("bin").resolve(name);
    }

    /** A folder that lives as long as the server. */
    public static Path folder() {
        return Holder.FOLDER;
    }

    /**
     * Lets the superuser log in with an MD5 password: tests connect tens of thousands of times, and SCRAM makes each a matter
     * of four thousand hashes. Other roles keep SCRAM, and so do servers that tests of logging in start.
     */
    public static void askForPasswordsCheaply(EmbeddedServer server) {
        String url = server.jdbcUrl("postgres");
        String password = url.substring(url.lastIndexOf('=') + 1);
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("set password_encryption = md5");
            statement.execute("alter role postgres password '" + password + "'");
            Path rules = Path.of(text(statement, "show hba_file"));
            Files.writeString(rules, Files.readString(rules).replace("scram-sha-256", "md5"));
            statement.execute("select pg_reload_conf()");
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    private static final class Holder {
        static final Path FOLDER = temporary();
        static final EmbeddedServer SERVER = start();

        private static EmbeddedServer start() {
            EmbeddedServer server = EmbeddedServer.start(FOLDER.resolve("server"));
            askForPasswordsCheaply(server);
            // Removes the shared folder whole: nothing else stands in it but keys of tests.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.stop();
                EmbeddedServer.destroy(FOLDER);
            }));
            return server;
        }

        private static Path temporary() {
            try {
                return Files.createTempDirectory("lifeboat-test-postgres-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

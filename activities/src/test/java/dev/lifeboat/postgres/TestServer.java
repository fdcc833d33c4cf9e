package dev.lifeboat.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
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

    /** A folder that lives as long as the server. */
    public static Path folder() {
        return Holder.FOLDER;
    }

    private static final class Holder {
        static final Path FOLDER = temporary();
        static final EmbeddedServer SERVER = start();

        private static EmbeddedServer start() {
            EmbeddedServer server = EmbeddedServer.start(FOLDER.resolve("server"));
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

package dev.lifeboat.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedServerTest {
    @TempDir
    Path folder;

    @Test
    void isFoundAgainByItsFolderAndLeavesNothingBehind() throws Exception {
        Path home = folder.resolve("server");
        EmbeddedServer server = EmbeddedServer.start(home);
        try {
            PostgresConnector connector = new PostgresConnector(new Secrets(Map.of("URL", server.url("postgres"))));
            try (Connection connection = connector.connect(DatabaseRef.of("env:URL"), ErrorCode.SOURCE_UNREACHABLE);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("show timezone")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("UTC");
            }
            assertThat(EmbeddedServer.start(home).port()).isEqualTo(server.port());
            server.stop();
            EmbeddedServer again = EmbeddedServer.start(home);
            try (Connection connection = connector(again).connect(DatabaseRef.of("env:URL"))) {
                assertThat(connection.isValid(1)).isTrue();
            }
        } finally {
            server.destroy();
        }
        assertThat(Files.exists(home)).isFalse();
        EmbeddedServer.destroy(home);
    }

    @Test
    void keepsSettingsThatWinOverItsOwnOverARestart() throws Exception {
        Path home = folder.resolve("server");
        EmbeddedServer server = EmbeddedServer.start(home, null, new TreeMap<>(Map.of("max_wal_size", "3GB")));
        try {
            server.stop();
            EmbeddedServer again = EmbeddedServer.start(home);
            try (Connection connection = DriverManager.getConnection(again.jdbcUrl("postgres"));
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("show max_wal_size")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("3GB");
            }
        } finally {
            server.destroy();
        }
    }

    @Test
    void keepsItsPortOverARestartAndTakesAnotherWhileItIsTaken() throws Exception {
        Path home = folder.resolve("server");
        EmbeddedServer server = EmbeddedServer.start(home);
        try {
            server.stop();
            assertThat(EmbeddedServer.start(home).port()).isEqualTo(server.port());
            server.stop();
            try (ServerSocket thief = new ServerSocket(server.port(), 1, InetAddress.getLoopbackAddress())) {
                EmbeddedServer elsewhere = EmbeddedServer.start(home);
                assertThat(elsewhere.port()).isNotEqualTo(thief.getLocalPort());
                assertAnswers(elsewhere);
            }
            server.stop();
            assertThat(EmbeddedServer.start(home).port()).isEqualTo(server.port());
        } finally {
            server.destroy();
        }
    }

    @Test
    void triesAnotherPortWhenAFreeOneWasTakenMeanwhile() throws Exception {
        Path home = folder.resolve("server");
        try (ServerSocket thief = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Integer> asked = new ArrayList<>();
            EmbeddedServer server = EmbeddedServer.start(home, () -> {
                asked.add(asked.isEmpty() ? thief.getLocalPort() : freed(free));
                return asked.get(asked.size() - 1);
            });
            assertThat(asked).hasSize(2);
            assertThat(server.port()).isEqualTo(asked.get(1));
            assertAnswers(server);
        } finally {
            EmbeddedServer.destroy(home);
        }
    }

    @Test
    void givesUpOnAnErrorThatAnotherPortDoesNotCure() throws Exception {
        Path home = folder.resolve("server");
        EmbeddedServer server = EmbeddedServer.start(home);
        try {
            server.stop();
            Files.writeString(home.resolve("data/postgresql.conf"), "no_such_setting = 1\n");
            AtomicInteger asked = new AtomicInteger();
            assertThatThrownBy(() -> EmbeddedServer.start(home, asked::incrementAndGet))
                    .isInstanceOf(LifeboatException.class);
            assertThat(asked).hasValue(0);
        } finally {
            server.destroy();
        }
    }

    @Test
    void isMadeAnewWhenAKilledProcessLeftItHalfMade() throws Exception {
        Path home = folder.resolve("server");
        Files.createDirectories(home.resolve("data.new"));
        Files.writeString(home.resolve("data.new/PG_VERSION"), "15\n");
        Files.writeString(home.resolve("password"), "of another try");
        EmbeddedServer server = EmbeddedServer.start(home);
        try {
            assertAnswers(server);
        } finally {
            server.destroy();
        }
    }

    @Test
    void isStartedOnceHoweverManyProcessesAndThreadsAsk() throws Exception {
        Path home = folder.resolve("server");
        try {
            List<Process> others = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                others.add(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Starting.class.getName(),
                                home.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
            }
            ExecutorService pool = Executors.newFixedThreadPool(2);
            List<String> urls = new ArrayList<>();
            Callable<String> start = () -> EmbeddedServer.start(home).url("postgres");
            for (Future<String> url : pool.invokeAll(List.of(start, start))) {
                urls.add(url.get(60, TimeUnit.SECONDS));
            }
            pool.shutdown();
            for (Process other : others) {
                urls.add(new String(other.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
                assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(urls).hasSize(4).containsOnly(urls.get(0));
        } finally {
            EmbeddedServer.destroy(home);
        }
    }

    /** Another process that starts the same server. */
    static final class Starting {
        private Starting() {}

        public static void main(String[] arguments) {
            System.out.print(EmbeddedServer.start(Path.of(arguments[0])).url("postgres"));
        }
    }

    private static int freed(ServerSocket socket) {
        try {
            socket.close();
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertAnswers(EmbeddedServer server) throws SQLException {
        try (Connection connection = connector(server).connect(DatabaseRef.of("env:URL"))) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    private static PostgresConnector connector(EmbeddedServer server) {
        return new PostgresConnector(new Secrets(Map.of("URL", server.url("postgres"))));
    }
}

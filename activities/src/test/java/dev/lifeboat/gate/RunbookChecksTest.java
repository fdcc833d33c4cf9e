package dev.lifeboat.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lifeboat.postgres.TestServer;
import dev.lifeboat.runbook.Check;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunbookChecksTest {
    private final RunbookChecks checks = new RunbookChecks();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer application;

    @BeforeEach
    void start() throws IOException {
        application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.setExecutor(threads);
        application.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/login" -> exchange.sendResponseHeaders(200, -1);
                case "/moved" -> {
                    exchange.getResponseHeaders().set("Location", "/login");
                    exchange.sendResponseHeaders(302, -1);
                }
                case "/endless" -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(new byte[1024]);
                    exchange.getResponseBody().flush();
                    hold();
                }
                case "/silent" -> hold();
                default -> exchange.sendResponseHeaders(503, -1);
            }
            exchange.close();
        });
        application.start();
    }

    private void hold() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        over.countDown();
        application.stop(0);
        threads.shutdownNow();
    }

    @Test
    void passesAServiceThatAnswersAsExpected() {
        assertThat(http("/login", 200).passed()).isTrue();
        assertThat(http("/down", 503).passed()).isTrue();
    }

    @Test
    void failsAServiceThatAnswersOtherwiseAndDoesNotFollowIt() {
        assertThat(http("/down", 200)).satisfies(check -> {
            assertThat(check.passed()).isFalse();
            assertThat(check.expected()).isEqualTo("status 200");
            assertThat(check.actual()).isEqualTo("status 503");
        });
        assertThat(http("/moved", 200).actual()).isEqualTo("status 302");
    }

    @Test
    void doesNotWaitForAServiceThatIsSilentOrNeverEnds() {
        assertThat(http("/silent", 200).passed()).isFalse();
        assertThat(http("/endless", 200).passed()).isTrue();
    }

    @Test
    void failsWhereNothingListens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        Check check = new Check(
                "users can log in", null, null, "http://127.0.0.1:" + port + "/login", 200, Duration.ofSeconds(2));
        assertThat(checks.http(check).passed()).isFalse();
    }

    private GateCheck http(String path, int status) {
        return checks.http(new Check(
                "users can log in",
                null,
                null,
                "http://127.0.0.1:" + application.getAddress().getPort() + path,
                status,
                Duration.ofSeconds(2)));
    }

    @Test
    void comparesNumbersAsNumbersAndTheRestAsText() throws SQLException {
        assertThat(sql("SELECT count(*) FROM people", 2).passed()).isTrue();
        assertThat(sql("SELECT 2.00", 2).passed()).isTrue();
        assertThat(sql("SELECT true", true).passed()).isTrue();
        assertThat(sql("SELECT 'ready'", "ready").passed()).isTrue();
        assertThat(sql("SELECT count(*) FROM people", 3).actual()).isEqualTo("2");
    }

    @Test
    void neverTellsAValueThatMayBeAPersons() throws SQLException {
        GateCheck check = sql("SELECT email FROM people LIMIT 1", "nobody");
        assertThat(check.passed()).isFalse();
        assertThat(check.toString()).doesNotContain("example.com");
    }

    @Test
    void failsAQueryWithoutExactlyOneValueAndOneThatCannotRun() throws SQLException {
        assertThat(sql("SELECT email FROM people", 1).passed()).isFalse();
        assertThat(sql("SELECT 1, 2", 1).passed()).isFalse();
        assertThat(sql("SELECT 1 WHERE false", 1).passed()).isFalse();
        assertThat(sql("SELECT count(*) FROM nowhere", 0).passed()).isFalse();
    }

    @Test
    void writesNothingAndEndsAfterItsTime() throws SQLException {
        assertThat(sql("WITH gone AS (DELETE FROM people RETURNING 1) SELECT count(*) FROM gone", 2)
                        .passed())
                .isFalse();
        assertThat(sql("SELECT count(pg_sleep(60))", 1).passed()).isFalse();
        assertThat(sql("SELECT count(*) FROM people", 2).passed()).isTrue();
    }

    private GateCheck sql(String query, Object expected) throws SQLException {
        String database = Holder.DATABASE;
        try (Connection connection = TestServer.connect(database)) {
            GateCheck result =
                    checks.sql(connection, new Check("a check", query, expected, null, null, Duration.ofSeconds(2)));
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM public.people")) {
                row.next();
                assertThat(row.getInt(1))
                        .as("the session goes on, and nothing was written")
                        .isEqualTo(2);
            }
            return result;
        }
    }

    private static final class Holder {
        static final String DATABASE = make();

        private static String make() {
            String database = TestServer.database();
            try (Connection connection = TestServer.connect(database);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE people (email text)");
                statement.execute("INSERT INTO people VALUES ('ann@example.com'), ('bob@example.com')");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return database;
        }
    }
}

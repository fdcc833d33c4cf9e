package dev.lifeboat.gate;

import dev.lifeboat.runbook.Check;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The runbook's own checks: SQL in a read-only transaction with a time limit, HTTP without following redirects. */
final class RunbookChecks {
    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    /**
     * The single value of the query, compared as a number where both are numbers, else as text. In the caller's transaction, if
     * there is one: as it was is how it is left.
     */
    GateCheck sql(Connection connection, Check check) {
        String expected = String.valueOf(check.expected());
        try (Statement statement = connection.createStatement()) {
            boolean alone = connection.getAutoCommit();
            connection.setAutoCommit(false);
            Savepoint before = alone ? null : connection.setSavepoint();
            try {
                statement.execute("SET TRANSACTION READ ONLY");
                statement.execute("SET LOCAL search_path = public");
                statement.execute(
                        "SET LOCAL statement_timeout = " + check.within().toMillis());
                String actual = single(statement, check);
                boolean passed = actual != null && same(expected, actual);
                return new GateCheck("sql", check.name(), passed, expected, passed ? expected : shown(actual), null);
            } finally {
                if (before == null) {
                    connection.rollback();
                    connection.setAutoCommit(true);
                } else {
                    connection.rollback(before);
                }
            }
        } catch (SQLException e) {
            return TargetChecks.notRun("sql", check.name(), e);
        }
    }

    private static @Nullable String single(Statement statement, Check check) throws SQLException {
        try (ResultSet rows = statement.executeQuery(check.sql())) {
            if (rows.getMetaData().getColumnCount() != 1 || !rows.next()) {
                return null;
            }
            String value = rows.getString(1);
            return rows.next() ? null : value;
        }
    }

    /** A value that is no number may be a row's: its length says enough for a wrong answer. */
    private static String shown(@Nullable String actual) {
        if (actual == null) {
            return "not one value";
        }
        return actual.matches("-?[0-9.]{1,30}|true|false|t|f")
                ? actual
                : "another value (" + actual.length() + " characters)";
    }

    static boolean same(String expected, String actual) {
        try {
            return new BigDecimal(expected).compareTo(new BigDecimal(actual)) == 0;
        } catch (NumberFormatException e) {
            boolean truth =
                    (expected.equals("true") && actual.equals("t")) || (expected.equals("false") && actual.equals("f"));
            return truth || expected.equals(actual);
        }
    }

    GateCheck http(Check check) {
        String expected = "status " + check.status();
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(String.valueOf(check.http())))
                    .timeout(check.within())
                    .GET()
                    .build();
            // The time limit ends with the headers: a body that never ends is not waited for.
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            response.body().close();
            return TargetChecks.check("http", check.name(), expected, "status " + response.statusCode());
        } catch (IOException | IllegalArgumentException e) {
            return TargetChecks.notRun("http", check.name(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return TargetChecks.notRun("http", check.name(), e);
        }
    }
}

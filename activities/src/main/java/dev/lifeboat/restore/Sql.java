package dev.lifeboat.restore;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.PostgresConnector;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseStatement;
import org.postgresql.core.QueryExecutor;
import org.postgresql.util.PSQLState;

/**
 * Statements on a target, with PostgreSQL's errors translated: TARGET_UNREACHABLE when the connection is gone, else
 * STATEMENT_FAILED with the server's primary message, without what may quote rows of data.
 */
public final class Sql {
    /** Reads one row of a result. */
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Work inside a transaction. */
    public interface Work<T> {
        T run() throws SQLException;
    }

    private Sql() {}

    /** Executes a statement; returns how many rows it touched, 0 for one that touches none. */
    public static int execute(Connection connection, String sql, @Nullable Object... parameters) {
        try {
            if (parameters.length == 0) {
                // Not prepared: a question mark in a definition is an operator, not a parameter.
                try (Statement statement = connection.createStatement()) {
                    statement.setEscapeProcessing(false);
                    statement.execute(sql);
                    return Math.max(0, statement.getUpdateCount());
                }
            }
            try (PreparedStatement statement = prepare(connection, sql, parameters)) {
                statement.execute();
                return Math.max(0, statement.getUpdateCount());
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /**
     * Executes what may be more than one statement, as the server itself takes it apart: a function's body can hold
     * statements of its own, which only the server knows to be part of it.
     */
    public static void script(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.unwrap(BaseStatement.class).executeWithFlags(sql, QueryExecutor.QUERY_EXECUTE_AS_SIMPLE);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** All rows of a query. */
    public static <T> List<T> query(Connection connection, String sql, Row<T> reader, @Nullable Object... parameters) {
        try (PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<T> result = new ArrayList<>();
            while (rows.next()) {
                result.add(reader.read(rows));
            }
            return result;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** The first column of all rows. */
    public static List<String> strings(Connection connection, String sql, @Nullable Object... parameters) {
        return query(connection, sql, row -> row.getString(1), parameters);
    }

    /** Whether the query's first row says true; false if there is no row. */
    public static boolean holds(Connection connection, String sql, @Nullable Object... parameters) {
        return query(connection, sql, row -> row.getBoolean(1), parameters).stream()
                .findFirst()
                .orElse(false);
    }

    /** Runs the work in one transaction: committed if it returns, rolled back if it throws. */
    public static <T> T transaction(Connection connection, Work<T> work) {
        try {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                T result = work.run();
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Closes a connection whose fate no longer matters, after an error that does. */
    public static void closeAfter(Connection connection, RuntimeException error) {
        try {
            connection.close();
        } catch (SQLException e) {
            error.addSuppressed(e);
        }
    }

    /** The Lifeboat error for a failed statement. */
    public static LifeboatException failure(SQLException e) {
        String state = e.getSQLState();
        if (PSQLState.isConnectionError(state) || (state != null && state.startsWith("57P"))) {
            return new LifeboatException(ErrorCode.TARGET_UNREACHABLE, "the connection to the target was lost", e);
        }
        return new LifeboatException(ErrorCode.STATEMENT_FAILED, message(e), e);
    }

    private static String message(SQLException e) {
        String state = e.getSQLState();
        return PostgresConnector.firstLine(e) + " (" + (state == null ? "?" : state.toUpperCase(Locale.ROOT)) + ")";
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int index = 0; index < parameters.length; index++) {
            statement.setObject(index + 1, parameters[index]);
        }
        return statement;
    }
}

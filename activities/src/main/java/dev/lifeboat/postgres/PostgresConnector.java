package dev.lifeboat.postgres;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * Opens connections whose text output depends on nothing but the data. Thread-safe; keeps no connection and no secret: the
 * reference is resolved each time.
 */
public final class PostgresConnector {
    /**
     * The session's settings; those that a server does not know yet are left out. Everything that changes COPY text is here,
     * and every limit that could end a long transaction.
     */
    private static final String PIN = """
            select pg_catalog.set_config(pin.name, pin.value, false)
              from (values ('client_encoding', 'UTF8'), ('TimeZone', 'UTC'), ('DateStyle', 'ISO, YMD'),
                           ('IntervalStyle', 'postgres'), ('bytea_output', 'hex'), ('extra_float_digits', '3'),
                           ('lc_monetary', 'C'), ('xmloption', 'content'), ('quote_all_identifiers', 'off'),
                           ('standard_conforming_strings', 'on'), ('row_security', 'off'), ('search_path', ''),
                           ('synchronize_seqscans', 'off'), ('statement_timeout', '0'), ('lock_timeout', '0'),
                           ('idle_in_transaction_session_timeout', '0'), ('idle_session_timeout', '0'),
                           ('transaction_timeout', '0')) pin (name, value)
             where exists (select from pg_catalog.pg_settings s where s.name = pin.name)
            """;

    /** One for all: each would search the class path for its settings, which takes as long as a handshake. */
    private static final Driver DRIVER = new Driver();

    private final Secrets secrets;

    public PostgresConnector(Secrets secrets) {
        this.secrets = secrets;
    }

    /** Connects to a restore's side of things: like {@link #connect(DatabaseRef, ErrorCode)} with TARGET_UNREACHABLE. */
    public Connection connect(DatabaseRef database) {
        return connect(database, ErrorCode.TARGET_UNREACHABLE);
    }

    /**
     * Connects and pins the session. The connection is in auto-commit mode. Throws {@code unreachable}, SECRET_MISSING, USAGE
     * (the URL is not readable).
     *
     * @param unreachable TARGET_UNREACHABLE or SOURCE_UNREACHABLE
     */
    public Connection connect(DatabaseRef database, ErrorCode unreachable) {
        LibpqUrl url = url(database);
        Properties properties = url.properties();
        properties.putIfAbsent("connectTimeout", "10");
        properties.putIfAbsent("ApplicationName", "lifeboat");
        properties.setProperty("tcpKeepAlive", "true");
        // A detail quotes rows, and the driver would put it into messages that end up in logs.
        properties.setProperty("logServerErrorDetail", "false");
        Connection connection = null;
        try {
            connection = DRIVER.connect(url.jdbcUrl(), properties);
            if (connection == null) {
                throw new SQLException("the driver does not accept the URL");
            }
            pin(connection);
            return connection;
        } catch (SQLException e) {
            close(connection, e);
            throw new LifeboatException(unreachable, url.place() + ": " + firstLine(e), e);
        }
    }

    /** The environment for client tools that work on this database. */
    public SortedMap<String, String> environment(DatabaseRef database) {
        SortedMap<String, String> environment = url(database).environment();
        environment.putIfAbsent("PGAPPNAME", "lifeboat");
        environment.putIfAbsent("PGCONNECT_TIMEOUT", "10");
        environment.put("PGCLIENTENCODING", "UTF8");
        environment.put("PGTZ", "UTC");
        return environment;
    }

    /** The resolved URL. Throws SECRET_MISSING, USAGE. */
    public LibpqUrl url(DatabaseRef database) {
        LibpqUrl url = LibpqUrl.parse(secrets.resolve(database.url()).value());
        return database.database() == null ? url : url.withDatabase(database.database());
    }

    /**
     * PostgreSQL's own message, one line, without what may be of a row: its detail, and what it quotes where a value is not one
     * of its type (class 22 but for parameters' values).
     */
    public static String firstLine(SQLException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String state = String.valueOf(e.getSQLState());
        if (state.startsWith("22") && !state.equals("22023")) {
            message = message.replaceFirst("(?s)\".*\"", "\"…\"");
        }
        return message.lines()
                .findFirst()
                .orElse("")
                .replaceFirst("^(FATAL|ERROR): ", "")
                .strip();
    }

    private static void pin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(PIN);
        }
    }

    private static void close(@Nullable Connection connection, SQLException cause) {
        if (connection == null) {
            return;
        }
        try {
            connection.close();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}

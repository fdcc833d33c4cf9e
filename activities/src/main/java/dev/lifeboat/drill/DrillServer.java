package dev.lifeboat.drill;

import static dev.lifeboat.error.ErrorCode.TARGET_CHANGED;
import static dev.lifeboat.error.ErrorCode.TARGET_UNREACHABLE;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.set.DatabaseRef;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** The throw-away databases of one server. Only what carries a drill's mark is ever removed. */
final class DrillServer {
    /** Relations, functions and schemas beside those of a new database. */
    private static final String HOLDS_SOMETHING = """
            SELECT EXISTS (SELECT FROM pg_catalog.pg_class WHERE oid >= 16384)
                OR EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid >= 16384)
                OR EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE oid >= 16384)""";

    private final PostgresConnector connector;
    private final DatabaseRef maintenance;

    /** @param maintenance a database of the server from which others are made and dropped */
    DrillServer(PostgresConnector connector, DatabaseRef maintenance) {
        this.connector = connector;
        this.maintenance = maintenance;
    }

    /**
     * A database that is called like a drill's.
     *
     * @param mark null: it has none, since whoever made it died in between, or since it is somebody else's
     * @param sessions that are connected to it
     */
    record Found(String name, @Nullable DrillMark mark, int sessions, boolean commented) {}

    /** What time it is there: what it made is as old as this clock says, not that of whoever asks. */
    Instant now() {
        return work(statement -> {
            try (ResultSet rows = statement.executeQuery("SELECT pg_catalog.clock_timestamp()")) {
                rows.next();
                return rows.getObject(1, OffsetDateTime.class).toInstant();
            }
        });
    }

    /** Makes the run's database unless it is there, and marks it. Throws TARGET_CHANGED for somebody else's of the same name. */
    void create(String run, Instant now) {
        String name = DrillMark.name(run);
        work(statement -> {
            Found there = named(statement, name);
            if (there == null) {
                statement.execute("CREATE DATABASE " + quoted(statement, name) + " TEMPLATE template0 ENCODING 'UTF8'");
            } else if (!isOf(there, name)) {
                throw new LifeboatException(
                        TARGET_CHANGED, "there is a database " + name + " that does not carry this drill's mark");
            }
            if (there == null || there.mark() == null) {
                String text = statement
                        .getConnection()
                        .unwrap(PGConnection.class)
                        .escapeLiteral(new DrillMark(run, now).text());
                statement.execute("COMMENT ON DATABASE " + quoted(statement, name) + " IS '" + text + "'");
            }
            return name;
        });
    }

    /** Drops the run's database, with its sessions. Does nothing if it is gone; leaves alone what is not the run's. */
    void drop(String run) {
        String name = DrillMark.name(run);
        work(statement -> {
            Found there = named(statement, name);
            if (there != null && isOf(there, name)) {
                drop(statement, name);
            }
            return name;
        });
    }

    /** Whether it is the run's that is called so: a worker may have died before it marked it. */
    private static boolean isOf(Found there, String name) {
        DrillMark mark = there.mark();
        return mark == null ? !there.commented() : mark.isOf(name);
    }

    private static @Nullable Found named(Statement statement, String name) throws SQLException {
        return found(statement).stream()
                .filter(found -> found.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Drops a database that {@link #found()} told of. */
    void drop(Found found) {
        work(statement -> {
            drop(statement, found.name());
            return found.name();
        });
    }

    private static void drop(Statement statement, String name) throws SQLException {
        statement.execute("DROP DATABASE IF EXISTS " + quoted(statement, name) + " WITH (FORCE)");
    }

    /** Makes a role that cannot log in, unless it is there. */
    void createRole(String role) {
        work(statement -> {
            if (!one(statement.getConnection(), "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = ?", role)) {
                statement.execute("CREATE ROLE " + quoted(statement, role) + " NOLOGIN");
            }
            return role;
        });
    }

    /** Every database that is called like a drill's. */
    List<Found> found() {
        return work(DrillServer::found);
    }

    /** Whether somebody's statement that makes such a database is under way: its client may be gone. */
    boolean making() {
        return work(statement -> {
            try (ResultSet rows = statement.executeQuery(
                    "SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity"
                            + " WHERE state = 'active' AND pg_catalog.starts_with(query, 'CREATE DATABASE \"lifeboat_drill_')")) {
                return rows.next() && rows.getInt(1) > 0;
            }
        });
    }

    /** Whether a database holds anything that a new one does not. */
    boolean holdsSomething(String name) {
        try (Connection connection = connector.connect(new DatabaseRef(maintenance.url(), name));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(HOLDS_SOMETHING)) {
            return !rows.next() || rows.getBoolean(1);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static List<Found> found(Statement statement) throws SQLException {
        List<Found> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("""
                SELECT d.datname, pg_catalog.shobj_description(d.oid, 'pg_database'),
                       (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity a
                        WHERE a.datid = d.oid AND a.backend_type = 'client backend')
                FROM pg_catalog.pg_database d WHERE pg_catalog.starts_with(d.datname::text, 'lifeboat_drill_') ORDER BY 1""")) {
            while (rows.next()) {
                if (DrillMark.isName(rows.getString(1))) {
                    String comment = rows.getString(2);
                    found.add(new Found(rows.getString(1), DrillMark.read(comment), rows.getInt(3), comment != null));
                }
            }
        }
        return found;
    }

    private static boolean one(Connection connection, String sql, String parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static String quoted(Statement statement, String name) throws SQLException {
        return statement.getConnection().unwrap(PGConnection.class).escapeIdentifier(name);
    }

    private interface Work<T> {
        T run(Statement statement) throws SQLException;
    }

    private <T> T work(Work<T> work) {
        try (Connection connection = connector.connect(maintenance);
                Statement statement = connection.createStatement()) {
            return work.run(statement);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    static LifeboatException failed(SQLException e) {
        boolean gone = String.valueOf(e.getSQLState()).startsWith("08");
        return new LifeboatException(
                gone ? TARGET_UNREACHABLE : ErrorCode.STATEMENT_FAILED,
                "the drill server says: " + PostgresConnector.firstLine(e),
                e);
    }
}

package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.RUN_SUPERSEDED;
import static dev.lifeboat.error.ErrorCode.TARGET_CHANGED;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.set.DatabaseRef;
import java.sql.Connection;
import java.util.List;
import java.util.function.Function;

/**
 * Opens connections to targets and checks on each of them that it is still the approved database and still this run's.
 * Thread-safe.
 */
public final class TargetConnections {
    private final Function<DatabaseRef, Connection> connector;

    /** @param connector opens a session with pinned settings; throws TARGET_UNREACHABLE */
    public TargetConnections(Function<DatabaseRef, Connection> connector) {
        this.connector = connector;
    }

    /**
     * A session that the fences let through: the target's identity and the run's token have been checked, and the token is
     * set. Throws TARGET_UNREACHABLE, TARGET_CHANGED, RUN_SUPERSEDED. In autocommit mode; the caller closes it.
     */
    public Connection open(RunTask run) {
        Connection connection = openUnclaimed(run.target());
        try {
            requireIdentity(connection, run.identity());
            if (!Sql.holds(connection, "SELECT to_regclass('_lifeboat_restore.run') IS NOT NULL")) {
                throw new LifeboatException(RUN_SUPERSEDED, "the target no longer holds run " + run.runId());
            }
            requireToken(connection, run, "");
            Sql.query(
                    connection, "SELECT set_config('lifeboat.token', ?, false)", row -> row.getString(1), run.token());
            return connection;
        } catch (RuntimeException e) {
            Sql.closeAfter(connection, e);
            throw e;
        }
    }

    /** A session on a target that belongs to no run yet. Nothing is checked. Throws TARGET_UNREACHABLE. */
    public Connection openUnclaimed(DatabaseRef target) {
        return connector.apply(target);
    }

    /**
     * Holds the run for the rest of the caller's transaction: a takeover waits until it ends. Call it first in each
     * transaction that writes. Throws RUN_SUPERSEDED.
     */
    public static void holdRun(Connection connection, RunTask run) {
        requireToken(connection, run, " FOR SHARE");
    }

    /** Which database this session is in. */
    public static TargetIdentity identify(Connection connection) {
        return Sql.query(
                        connection,
                        """
                        SELECT (SELECT system_identifier FROM pg_control_system())::text, d.oid::bigint, d.datname,
                               current_setting('server_version_num')::int
                        FROM pg_database d WHERE d.datname = current_database()""",
                        row -> new TargetIdentity(row.getString(1), row.getLong(2), row.getString(3), row.getInt(4)))
                .get(0);
    }

    /** Throws TARGET_CHANGED unless the session is in this database; a minor upgrade of the server does not count. */
    public static void requireIdentity(Connection connection, TargetIdentity expected) {
        TargetIdentity found = identify(connection);
        if (!sameDatabase(expected, found)) {
            throw new LifeboatException(
                    TARGET_CHANGED,
                    "expected " + describe(expected) + ", but the address now leads to " + describe(found));
        }
    }

    /** Whether both are one database, whatever its server's version is by now. */
    static boolean sameDatabase(TargetIdentity one, TargetIdentity other) {
        return one.systemIdentifier().equals(other.systemIdentifier())
                && one.databaseOid() == other.databaseOid()
                && one.database().equals(other.database());
    }

    private static String describe(TargetIdentity identity) {
        return "database " + identity.database() + " (oid " + identity.databaseOid() + ", system "
                + identity.systemIdentifier() + ")";
    }

    private static void requireToken(Connection connection, RunTask run, String lock) {
        List<String> tokens = Sql.strings(connection, "SELECT token FROM _lifeboat_restore.run" + lock);
        if (!tokens.equals(List.of(run.token()))) {
            throw new LifeboatException(
                    RUN_SUPERSEDED, "run " + run.runId() + " has been taken over by a later one in the target");
        }
    }
}

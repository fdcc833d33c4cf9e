package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.CONTENT_DIFFERS;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.LargeObjects;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.archive.TableName;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.CopyEncoding;
import dev.lifeboat.secret.Secrets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads parts, each in one transaction that commits only what was authenticated. Thread-safe. */
public final class PartLoader {
    private static final Logger LOG = LoggerFactory.getLogger(PartLoader.class);

    /** The space of the advisory locks of tables that are being filled. */
    private static final int FILLING = 0x6c696667;

    /** From so many rows on, a second look at each page costs more than what avoids it. */
    static final int MANY_ROWS = 10_000;

    private final Secrets secrets;
    private final TargetConnections connections;
    private final PinnedSets sets;

    public PartLoader(Secrets secrets, TargetConnections connections, PinnedSets sets) {
        this.secrets = secrets;
        this.connections = connections;
        this.sets = sets;
    }

    /** Makes one load of a phase: those of its parts that the ledger does not have. */
    public LoadReceipt load(RunTask run, String phase, int number) {
        OpenVault vault = OpenVault.of(run.vault(), secrets);
        Manifest manifest = sets.manifest(vault, run);
        try (Heartbeat heartbeat = Heartbeat.start();
                Connection connection = connections.open(run)) {
            heartbeat.onCancel(() -> cancel(connection));
            long rows = 0;
            long bytes = 0;
            try {
                for (List<LoadPart> together : inTransactions(sets.load(run, connection, manifest, phase, number))) {
                    SearchPath.widenIfNeeded(
                            connection,
                            () -> Sql.transaction(connection, () -> {
                                Filling filling = new Filling(connection, together);
                                for (LoadPart part : together) {
                                    heartbeat.check();
                                    load(filling, run, phase, number, part, manifest, vault, heartbeat);
                                }
                                return together;
                            }));
                    for (LoadPart part : together) {
                        rows += part.part().rows();
                        bytes += part.part().bytes();
                    }
                }
            } catch (RuntimeException e) {
                throw heartbeat.explain(e);
            }
            return new LoadReceipt(rows, bytes);
        } catch (SQLException e) {
            throw Sql.failure(e);
        }
    }

    /** All parts of one table in one transaction, which may empty it first; others each in its own. */
    private static List<List<LoadPart>> inTransactions(List<LoadPart> parts) {
        return parts.size() > 1 && isWhole(parts)
                ? List.of(parts)
                : parts.stream().map(List::of).toList();
    }

    /** Whether these are all rows of one table. */
    private static boolean isWhole(List<LoadPart> parts) {
        TableInfo first = parts.get(0).table();
        return parts.size() == first.parts().size()
                && parts.stream().allMatch(part -> !part.sql() && part.table().oid() == first.oid());
    }

    private static void load(
            Filling filling,
            RunTask run,
            String phase,
            int number,
            LoadPart load,
            Manifest manifest,
            OpenVault vault,
            Heartbeat heartbeat)
            throws SQLException {
        Connection connection = filling.connection;
        // A whole set's SQL file is loaded once a phase, its tables of that phase only.
        String object = load.sql()
                ? load.part().object() + " for " + phase
                : load.part().place();
        // The ledger row comes first: a repeated part finds it and loads nothing, and a twin at the same time waits
        // here.
        int inserted = Sql.execute(
                connection,
                """
                INSERT INTO _lifeboat_restore.ledger (phase, part, object, rows, bytes) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (object) DO NOTHING""",
                phase,
                number,
                object,
                load.part().rows(),
                load.part().bytes());
        TargetConnections.holdRun(connection, run);
        if (inserted == 0) {
            LOG.info("event=part-loaded-before object={}", object);
            return;
        }
        if (load.sql()) {
            new SqlLoader(connection, load, heartbeat, table -> statement(connection, table, List.of()))
                    .load(vault, manifest);
            return;
        }
        long rows =
                PartCopy.into(connection, filling::statement, manifest, load.table(), load.part(), vault, heartbeat);
        if (LargeObjects.contains(load.table())) {
            TargetLargeObjects.make(connection, load.table());
        }
        if (rows != load.part().rows()) {
            throw new LifeboatException(
                    CONTENT_DIFFERS, object + " has " + load.part().rows() + " rows, the target took " + rows);
        }
        heartbeat.moved(load.part().rows(), 0);
    }

    /** The filling of one table in one transaction. */
    private static final class Filling {
        private final Connection connection;
        private final TableInfo table;
        private final boolean whole;
        private @Nullable String statement;

        Filling(Connection connection, List<LoadPart> parts) {
            this.connection = connection;
            this.table = parts.get(0).table();
            this.whole = isWhole(parts);
        }

        /**
         * The statement that takes the rows, once it may run. Until version 16 two sessions that fill one table stand in each
         * other's way, and take longer together than one after the other: the later one waits, with its part fetched and
         * authenticated.
         */
        String statement() throws SQLException {
            if (statement == null) {
                boolean direct = table.through() == null && !LargeObjects.contains(table);
                if (direct
                        && !whole
                        && connection.getMetaData().getDatabaseMajorVersion()
                                < PhaseLayout.FILLS_SIDE_BY_SIDE / 10_000) {
                    Sql.query(
                            connection,
                            "SELECT pg_advisory_xact_lock(?, (to_regclass(?)::oid::bigint % 2147483647)::int)",
                            row -> 0,
                            FILLING,
                            name(connection, table));
                }
                boolean frozen = direct && whole && table.rows() >= MANY_ROWS && emptied(connection, table);
                statement = PartLoader.statement(connection, table, frozen ? List.of("FREEZE") : List.of());
            }
            return statement;
        }
    }

    /**
     * Empties a table without rows, and says so: those that this transaction brings may then be written as seen by everybody
     * from the start, which spares the server a second look at each page. Not where an extension's own rows stand.
     */
    private static boolean emptied(Connection connection, TableInfo table) throws SQLException {
        String name = name(connection, table);
        boolean plain = Sql.holds(connection, """
                SELECT c.relkind = 'r' AND NOT EXISTS (
                           SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
                       AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.confrelid = c.oid)
                FROM pg_class c WHERE c.oid = to_regclass(?)""", name);
        if (!plain || !Sql.holds(connection, "SELECT NOT EXISTS (SELECT FROM ONLY " + name + ")")) {
            return false;
        }
        Sql.execute(connection, "TRUNCATE ONLY " + name);
        return true;
    }

    private static String statement(Connection connection, TableInfo table, List<String> options) throws SQLException {
        String columns = columns(connection, table.columns());
        TableName through = table.through();
        if (LargeObjects.contains(table)) {
            return "COPY " + TargetLargeObjects.place(connection, table) + " (" + columns + ") FROM STDIN"
                    + CopyEncoding.option(connection.unwrap(PGConnection.class), options);
        }
        String name = through == null
                ? name(connection, table)
                : TargetNames.of(connection, through.schema(), through.name());
        return "COPY " + name + (columns.isEmpty() ? "" : " (" + columns + ")") + " FROM STDIN"
                + CopyEncoding.option(connection.unwrap(PGConnection.class), options);
    }

    static String name(Connection connection, TableInfo table) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        return postgres.escapeIdentifier(table.schema()) + "." + postgres.escapeIdentifier(table.name());
    }

    static String columns(Connection connection, List<String> names) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        StringBuilder columns = new StringBuilder();
        for (String name : names) {
            columns.append(columns.length() == 0 ? "" : ", ").append(postgres.escapeIdentifier(name));
        }
        return columns.toString();
    }

    /** Cancels what runs there; may be called from another thread. */
    public static void cancel(Connection connection) {
        try {
            connection.unwrap(PGConnection.class).cancelQuery();
        } catch (SQLException e) {
            LOG.warn("event=cancel-failed error={}", e.getMessage());
        }
    }
}

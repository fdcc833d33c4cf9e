package dev.lifeboat.restore;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.ConfiguredRows;
import dev.lifeboat.archive.LargeObjects;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.RowHash;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.CopyRows;
import dev.lifeboat.secret.Secrets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads tables back from the target, before any policy could hide a row from their owner, and records rows and content hash:
 * the gate compares them with the manifest. Thread-safe.
 */
public final class ReadBack {
    private static final Logger LOG = LoggerFactory.getLogger(ReadBack.class);

    private static final int READERS = 2;
    private static final int PAGES_TO_SHARE = 8192;

    private final Secrets secrets;
    private final TargetConnections connections;
    private final PinnedSets sets;

    public ReadBack(Secrets secrets, TargetConnections connections, PinnedSets sets) {
        this.secrets = secrets;
        this.connections = connections;
        this.sets = sets;
    }

    /** Tables {@code from} to {@code to} (exclusive) of the phase. */
    public StepReceipt read(RunTask run, String phase, int from, int to) {
        try (Heartbeat heartbeat = Heartbeat.start();
                Connection connection = connections.open(run)) {
            heartbeat.onCancel(() -> PartLoader.cancel(connection));
            Manifest manifest = sets.manifest(OpenVault.of(run.vault(), secrets), run);
            List<TableInfo> tables =
                    PhaseLayout.read(connection, manifest).phase(phase).tables().subList(from, to);
            // Loads commit asynchronously; this one waits for the log, and with it for all of them.
            Sql.execute(connection, "SET synchronous_commit = on");
            for (TableInfo table : tables) {
                record(connection, run, table, hash(connection, run, table, heartbeat));
                settle(connection, run, table, heartbeat);
            }
            return new StepReceipt(tables.size(), List.of());
        } catch (SQLException e) {
            throw Sql.failure(e);
        }
    }

    /** The rows of a table of a finished copy, in which no run has notes any more. */
    public static RowHash hash(Connection connection, TableInfo table, Heartbeat heartbeat) throws SQLException {
        String columns = PartLoader.columns(connection, table.columns());
        String rows = table.oid() == LargeObjects.OBJECTS
                ? LargeObjects.from(table.oid(), PartLoader.name(connection, table))
                : rowsOf(connection, table);
        return read(connection, table, "SELECT " + columns + " FROM " + rows, heartbeat);
    }

    private RowHash hash(Connection connection, RunTask run, TableInfo table, Heartbeat heartbeat) throws SQLException {
        String columns = PartLoader.columns(connection, table.columns());
        String rows = rowsOf(connection, table);
        String name = PartLoader.name(connection, table);
        // Rows that a condition chooses, or that are put together from elsewhere, are few or have no pages of their
        // own.
        List<String> ranges = rows.equals("ONLY " + name) ? ranges(connection, name) : List.of("");
        if (ranges.size() == 1) {
            return read(connection, table, "SELECT " + columns + " FROM " + rows, heartbeat);
        }
        Queue<RowHash> sums = new ConcurrentLinkedQueue<>();
        List<SideBySide.Piece> pieces = new ArrayList<>();
        for (String range : ranges) {
            pieces.add(reader -> {
                RowHash sum = read(reader, table, "SELECT " + columns + " FROM " + rows + range, heartbeat);
                sums.add(sum);
                return 1;
            });
        }
        SideBySide.run(
                () -> {
                    Connection reader = connections.open(run);
                    heartbeat.onCancel(() -> PartLoader.cancel(reader));
                    return reader;
                },
                READERS,
                pieces);
        RowHash hash = new RowHash();
        sums.forEach(hash::add);
        return hash;
    }

    private static RowHash read(Connection connection, TableInfo table, String query, Heartbeat heartbeat) {
        RowHash hash = new RowHash();
        try {
            Heartbeat.Meter meter = heartbeat.meter();
            CopyRows.read(connection, table.qualifiedName(), query, row -> {
                hash.add(row, 0, row.length);
                meter.row(row.length);
            });
            meter.flush();
            return hash;
        } catch (SQLException e) {
            throw heartbeat.explain(Sql.failure(e));
        } catch (LifeboatException e) {
            throw heartbeat.explain(e);
        }
    }

    /**
     * Conditions that together cover the table once: it is fenced, so nothing changes between them. Servers before 14 would
     * read the whole table for each.
     */
    private static List<String> ranges(Connection connection, String name) throws SQLException {
        long pages = Sql.query(
                        connection, "SELECT pg_relation_size(to_regclass(?)) / 8192", row -> row.getLong(1), name)
                .get(0);
        return ranges(pages, connection.getMetaData().getDatabaseMajorVersion());
    }

    static List<String> ranges(long pages, int majorVersion) {
        if (pages < PAGES_TO_SHARE || majorVersion < 14) {
            return List.of("");
        }
        String middle = "'(" + pages / 2 + ",0)'::pg_catalog.tid";
        return List.of(" WHERE ctid < " + middle, " WHERE ctid >= " + middle);
    }

    /**
     * Marks the rows of a large table as seen by everybody, where its COPY has not, and gathers statistics: foreign
     * keys are validated, and the first users served, several times as fast. It can be done later, too: a failure is
     * left to the opening, which tells of it.
     */
    private void settle(Connection connection, RunTask run, TableInfo table, Heartbeat heartbeat) throws SQLException {
        if (table.rows() < Filling.MANY_ROWS || LargeObjects.contains(table)) {
            return;
        }
        // Of what was written as seen by everybody only what is stored outside of the rows is read again.
        String statement = "VACUUM (ANALYZE) " + PartLoader.name(connection, table);
        // It may take, or wait for an index's build, as long as it likes.
        try (TargetPulse pulse = TargetPulse.start(run, connections);
                Closing session = new Closing(pulse.connect())) {
            SearchPath.widenIfNeeded(session.connection(), () -> Sql.execute(session.connection(), statement));
        } catch (LifeboatException e) {
            heartbeat.check();
            if (e.code() != ErrorCode.STATEMENT_FAILED) {
                throw e;
            }
            LOG.info("event=table-not-settled table={} error={}", table.qualifiedName(), e.getMessage());
        }
    }

    /** The rows that a set holds of a table: of an extension's, those that are its user's. */
    private static String rowsOf(Connection connection, TableInfo table) throws SQLException {
        String name = PartLoader.name(connection, table);
        long oid = Sql.query(connection, "SELECT to_regclass(?)::oid::bigint", row -> row.getLong(1), name)
                .get(0);
        return Sql.query(connection, ConfiguredRows.CONDITION, row -> ConfiguredRows.from(name, row.getString(1)), oid)
                .stream()
                .findFirst()
                .orElse(TargetLargeObjects.from(table, name));
    }

    private static void record(Connection connection, RunTask run, TableInfo table, RowHash hash) {
        Sql.transaction(connection, () -> {
            TargetConnections.holdRun(connection, run);
            return Sql.execute(connection, """
                    INSERT INTO _lifeboat_restore.read_back (source_oid, rows, hash) VALUES (?, ?, ?)
                    ON CONFLICT (source_oid) DO UPDATE SET rows = excluded.rows, hash = excluded.hash, read_at = now()""", table.oid(), hash.rows(), hash.hex());
        });
    }
}

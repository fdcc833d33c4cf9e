package dev.lifeboat.restore;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.ConfiguredRows;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.RowHash;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.postgres.CopyRows;
import dev.lifeboat.secret.Secrets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Reads tables back from the target, before any policy could hide a row from their owner, and records rows and content hash:
 * the gate compares them with the manifest. Thread-safe.
 */
public final class ReadBack {
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
        Manifest manifest = sets.manifest(OpenVault.of(run.vault(), secrets), run);
        try (Heartbeat heartbeat = Heartbeat.start();
                Connection connection = connections.open(run)) {
            heartbeat.onCancel(() -> PartLoader.cancel(connection));
            List<TableInfo> tables =
                    PhaseLayout.read(connection, manifest).phase(phase).tables().subList(from, to);
            // Loads commit asynchronously; this one waits for the log, and with it for all of them.
            Sql.execute(connection, "SET synchronous_commit = on");
            for (TableInfo table : tables) {
                record(connection, run, table, hash(connection, table, heartbeat));
            }
            return new StepReceipt(tables.size(), List.of());
        } catch (SQLException e) {
            throw Sql.failure(e);
        }
    }

    private static RowHash hash(Connection connection, TableInfo table, Heartbeat heartbeat) throws SQLException {
        RowHash hash = new RowHash();
        String query =
                "SELECT " + PartLoader.columns(connection, table.columns()) + " FROM " + rowsOf(connection, table);
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

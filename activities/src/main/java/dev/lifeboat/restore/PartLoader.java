package dev.lifeboat.restore;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.audit.DamagedStores;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads parts in transactions that commit only what was authenticated. Thread-safe. */
public final class PartLoader {
    private static final Logger LOG = LoggerFactory.getLogger(PartLoader.class);

    private final TargetConnections connections;
    private final PinnedSets sets;

    public PartLoader(TargetConnections connections, PinnedSets sets) {
        this.connections = connections;
        this.sets = sets;
    }

    /** Makes one load of a phase from a watched vault: those of its parts that the ledger does not have. */
    public LoadReceipt load(RunTask run, DamagedStores.Watch watch, String phase, int number) {
        OpenVault vault = watch.vault();
        try (Heartbeat heartbeat = Heartbeat.start();
                Connection connection = connections.open(run)) {
            heartbeat.onCancel(() -> cancel(connection));
            Manifest manifest = sets.manifest(vault, run);
            long rows = 0;
            long bytes = 0;
            try {
                Filling.Task task = new Filling.Task(connection, run, phase, number, manifest, vault, heartbeat);
                for (List<LoadPart> together : inTransactions(sets.load(run, connection, manifest, phase, number))) {
                    SearchPath.widenIfNeeded(
                            connection, () -> Sql.transaction(connection, () -> new Filling(task, together).fill()));
                    for (LoadPart part : together) {
                        rows += part.part().rows();
                        bytes += part.part().bytes();
                    }
                }
            } catch (RuntimeException e) {
                throw heartbeat.explain(e);
            }
            return new LoadReceipt(rows, bytes, watch.warnings());
        } catch (SQLException e) {
            throw Sql.failure(e);
        }
    }

    /** All parts of one table in one transaction, which may empty it first; others each in its own. */
    private static List<List<LoadPart>> inTransactions(List<LoadPart> parts) {
        Map<Long, List<LoadPart>> byTable = new LinkedHashMap<>();
        parts.forEach(part -> byTable.computeIfAbsent(part.table().oid(), oid -> new ArrayList<>())
                .add(part));
        List<List<LoadPart>> transactions = new ArrayList<>();
        for (List<LoadPart> own : byTable.values()) {
            if (Filling.isWhole(own)) {
                transactions.add(own);
            } else {
                own.forEach(part -> transactions.add(List.of(part)));
            }
        }
        return transactions;
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

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
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads parts, each in one transaction that commits only what was authenticated. Thread-safe. */
public final class PartLoader {
    private static final Logger LOG = LoggerFactory.getLogger(PartLoader.class);

    private final Secrets secrets;
    private final TargetConnections connections;
    private final PinnedSets sets;

    public PartLoader(Secrets secrets, TargetConnections connections, PinnedSets sets) {
        this.secrets = secrets;
        this.connections = connections;
        this.sets = sets;
    }

    /** Loads one part of a phase unless the ledger says that it is there. */
    public LoadReceipt load(RunTask run, String phase, int number) {
        OpenVault vault = OpenVault.of(run.vault(), secrets);
        Manifest manifest = sets.manifest(vault, run);
        try (Heartbeat heartbeat = Heartbeat.start();
                Connection connection = connections.open(run)) {
            heartbeat.onCancel(() -> cancel(connection));
            LoadPart part =
                    PhaseLayout.read(connection, manifest).phase(phase).parts().get(number);
            try {
                return SearchPath.widenIfNeeded(
                        connection,
                        () -> Sql.transaction(
                                connection,
                                () -> load(connection, run, phase, number, part, manifest, vault, heartbeat)));
            } catch (RuntimeException e) {
                throw heartbeat.explain(e);
            }
        } catch (SQLException e) {
            throw Sql.failure(e);
        }
    }

    private static LoadReceipt load(
            Connection connection,
            RunTask run,
            String phase,
            int number,
            LoadPart load,
            Manifest manifest,
            OpenVault vault,
            Heartbeat heartbeat)
            throws SQLException {
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
            return new LoadReceipt(load.part().rows(), load.part().bytes());
        }
        if (load.sql()) {
            new SqlLoader(connection, load, heartbeat, table -> statement(connection, table)).load(vault, manifest);
            return new LoadReceipt(load.part().rows(), load.part().bytes());
        }
        long rows = PartCopy.into(
                connection, statement(connection, load.table()), manifest, load.table(), load.part(), vault, heartbeat);
        if (LargeObjects.contains(load.table())) {
            TargetLargeObjects.make(connection, load.table());
        }
        if (rows != load.part().rows()) {
            throw new LifeboatException(
                    CONTENT_DIFFERS, object + " has " + load.part().rows() + " rows, the target took " + rows);
        }
        heartbeat.moved(load.part().rows(), 0);
        return new LoadReceipt(load.part().rows(), load.part().bytes());
    }

    static String statement(Connection connection, TableInfo table) throws SQLException {
        String columns = columns(connection, table.columns());
        TableName through = table.through();
        if (LargeObjects.contains(table)) {
            return "COPY " + TargetLargeObjects.place(connection, table) + " (" + columns + ") FROM STDIN"
                    + CopyEncoding.option(connection.unwrap(PGConnection.class));
        }
        String name = through == null
                ? name(connection, table)
                : TargetNames.of(connection, through.schema(), through.name());
        return "COPY " + name + (columns.isEmpty() ? "" : " (" + columns + ")") + " FROM STDIN"
                + CopyEncoding.option(connection.unwrap(PGConnection.class));
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

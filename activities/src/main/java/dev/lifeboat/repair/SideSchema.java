package dev.lifeboat.repair;

import static dev.lifeboat.error.ErrorCode.ALREADY_RUNNING;
import static dev.lifeboat.error.ErrorCode.RUN_SUPERSEDED;
import static dev.lifeboat.error.ErrorCode.TARGET_CHANGED;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.Sql;
import java.sql.Connection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Schema {@code _lifeboat_repair} in a target: which run owns it, what is loaded, and a table for each one to be repaired. */
final class SideSchema {
    private static final String MARKER = "dev.lifeboat/repair/1";

    private SideSchema() {}

    /** Makes it, in place of what an earlier start of the same run left; throws ALREADY_RUNNING if it is another run's. */
    static void make(Connection connection, RepairTask task, List<RepairedTable> tables) {
        Sql.transaction(connection, () -> {
            Sql.query(connection, "SELECT pg_advisory_xact_lock(?)", row -> 0, 0x6c69_6665_7265_7061L);
            List<String> owner = owner(connection);
            if (owner.equals(List.of(task.runId(), task.execution()))) {
                return begin(connection, task, tables);
            }
            if (!owner.isEmpty() && !owner.get(0).equals(task.runId())) {
                throw new LifeboatException(
                        ALREADY_RUNNING,
                        "run " + owner.get(0) + " repairs this database, or left schema _lifeboat_repair there");
            }
            if (!owner.isEmpty()) {
                // An earlier start may have left keys that wait: they stay known.
                Sql.execute(
                        connection,
                        "UPDATE _lifeboat_repair.run SET execution = ?, stage = '', undo = NULL",
                        task.execution());
                return begin(connection, task, tables);
            }
            Sql.execute(connection, "CREATE SCHEMA _lifeboat_repair");
            Sql.execute(connection, "REVOKE ALL ON SCHEMA _lifeboat_repair FROM PUBLIC");
            Sql.execute(
                    connection,
                    "CREATE TABLE _lifeboat_repair.run (marker text, run_id text NOT NULL, execution text NOT NULL,"
                            + " stage text NOT NULL DEFAULT '', undo text)");
            Sql.execute(connection, "CREATE UNLOGGED TABLE _lifeboat_repair.part (object text PRIMARY KEY)");
            WaitingKeys.makePlace(connection);
            Sql.execute(
                    connection,
                    "INSERT INTO _lifeboat_repair.run (marker, run_id, execution) VALUES (?, ?, ?)",
                    MARKER,
                    task.runId(),
                    task.execution());
            return begin(connection, task, tables);
        });
    }

    /** Makes the stage's tables in place of an earlier stage's, unless they are there. */
    private static int begin(Connection connection, RepairTask task, List<RepairedTable> tables) {
        if (Sql.execute(
                        connection,
                        "UPDATE _lifeboat_repair.run SET stage = ?, undo = NULL WHERE stage <> ?",
                        task.stage(),
                        task.stage())
                == 0) {
            return 0;
        }
        Sql.strings(connection, """
                        SELECT oid::regclass::text FROM pg_class
                        WHERE relnamespace = '_lifeboat_repair'::regnamespace AND relname LIKE 'side\\_%'""").forEach(side -> Sql.execute(connection, "DROP TABLE " + side));
        Sql.execute(connection, "DELETE FROM _lifeboat_repair.part");
        for (RepairedTable table : tables) {
            StringBuilder columns = new StringBuilder();
            for (int i = 0; i < table.setColumns().size(); i++) {
                columns.append(i == 0 ? "" : ", ")
                        .append(table.setColumns().get(i))
                        .append(' ')
                        .append(table.sideTypes().get(i));
            }
            Sql.execute(connection, "CREATE UNLOGGED TABLE " + table.side() + " (" + columns + ")");
        }
        return tables.size();
    }

    /** Throws RUN_SUPERSEDED unless the schema is this start's and of this stage. */
    static void require(Connection connection, RepairTask task) {
        if (!owner(connection).equals(List.of(task.runId(), task.execution()))
                || !Sql.strings(connection, "SELECT stage FROM _lifeboat_repair.run")
                        .equals(List.of(task.stage()))) {
            throw new LifeboatException(RUN_SUPERSEDED, "the target no longer holds run " + task.runId());
        }
    }

    /**
     * Throws TARGET_CHANGED unless all of the stage's parts are there: a crash of the server, or its standby in its place,
     * empties what was loaded aside.
     */
    static void requireLoaded(Connection connection, int parts) {
        int there = Sql.query(connection, "SELECT count(*) FROM _lifeboat_repair.part", row -> row.getInt(1))
                .get(0);
        if (there != parts) {
            throw new LifeboatException(
                    TARGET_CHANGED,
                    "what was loaded aside is gone, " + there + " of " + parts
                            + " parts are there: the server has crashed or was replaced; start the repair again");
        }
    }

    /**
     * The undo file of a repair that this start has committed; nothing if there is none yet. Waits for another try that is
     * under way.
     */
    static Optional<String> undo(Connection connection) {
        return Sql.strings(connection, "SELECT undo FROM _lifeboat_repair.run FOR UPDATE").stream()
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** Notes it, in the transaction that repairs. */
    static void noteUndo(Connection connection, String object) {
        Sql.execute(connection, "UPDATE _lifeboat_repair.run SET undo = ?", object);
    }

    /** Whether it is there, and this start's. */
    static boolean owned(Connection connection, RepairTask task) {
        return owner(connection).equals(List.of(task.runId(), task.execution()));
    }

    /** Drops it if it is this start's. */
    static void drop(Connection connection, RepairTask task) {
        if (owned(connection, task)) {
            Sql.execute(connection, "DROP SCHEMA _lifeboat_repair CASCADE");
        }
    }

    /** Run and start; empty: there is no such schema of ours. */
    private static List<String> owner(Connection connection) {
        if (!Sql.holds(connection, "SELECT to_regclass('_lifeboat_repair.run') IS NOT NULL")) {
            return List.of();
        }
        return Sql.query(
                        connection,
                        "SELECT run_id, execution FROM _lifeboat_repair.run WHERE marker = ?",
                        row -> List.of(row.getString(1), row.getString(2)),
                        MARKER)
                .stream()
                .findFirst()
                .orElse(List.of());
    }
}

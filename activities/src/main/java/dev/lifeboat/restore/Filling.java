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
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Some parts of one table, or one SQL file of many, in the caller's transaction. */
final class Filling {
    private static final Logger LOG = LoggerFactory.getLogger(Filling.class);

    /** From so many rows on, a second look at each page costs more than what avoids it. */
    static final int MANY_ROWS = 10_000;

    /** The space of the advisory locks of tables that are being filled. */
    private static final int FILLING = 0x6c696667;

    private final Task task;
    private final List<LoadPart> parts;
    private final TableInfo table;
    private @Nullable String statement;

    /** What the transactions of one load share. */
    record Task(
            Connection connection,
            RunTask run,
            String phase,
            int number,
            Manifest manifest,
            OpenVault vault,
            Heartbeat heartbeat) {}

    Filling(Task task, List<LoadPart> parts) {
        this.task = task;
        this.parts = List.copyOf(parts);
        this.table = parts.get(0).table();
    }

    /** Whether these parts, which are of one table, are all rows of it. */
    static boolean isWhole(List<LoadPart> parts) {
        return parts.stream().noneMatch(LoadPart::sql)
                && parts.size() == parts.get(0).table().parts().size();
    }

    /** Loads those of the parts that the ledger does not have; returns how many. Throws CONTENT_DIFFERS, STATEMENT_FAILED. */
    int fill() throws SQLException {
        int filled = 0;
        for (LoadPart part : parts) {
            task.heartbeat().check();
            // A whole set's SQL file is loaded once a phase, its tables of that phase only.
            String object = part.sql()
                    ? part.part().object() + " for " + task.phase()
                    : part.part().place();
            if (isNew(part, object)) {
                fill(part, object);
                filled++;
            }
        }
        return filled;
    }

    /** The ledger row comes first: a repeated part finds it and loads nothing, and a twin at the same time waits here. */
    private boolean isNew(LoadPart part, String object) {
        int inserted = Sql.execute(
                task.connection(),
                """
                INSERT INTO _lifeboat_restore.ledger (phase, part, object, rows, bytes) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (object) DO NOTHING""",
                task.phase(),
                task.number(),
                object,
                part.part().rows(),
                part.part().bytes());
        TargetConnections.holdRun(task.connection(), task.run());
        if (inserted == 0) {
            LOG.info("event=part-loaded-before object={}", object);
        }
        return inserted > 0;
    }

    private void fill(LoadPart part, String object) throws SQLException {
        Connection connection = task.connection();
        if (part.sql()) {
            new SqlLoader(connection, part, task.heartbeat(), into -> statement(into, List.of()))
                    .load(task.vault(), task.manifest());
            return;
        }
        long rows = PartCopy.into(
                connection, this::statement, task.manifest(), table, part.part(), task.vault(), task.heartbeat());
        if (LargeObjects.contains(table)) {
            TargetLargeObjects.make(connection, table);
        }
        if (rows != part.part().rows()) {
            throw new LifeboatException(
                    CONTENT_DIFFERS, object + " has " + part.part().rows() + " rows, the target took " + rows);
        }
        task.heartbeat().moved(part.part().rows(), 0);
    }

    /**
     * The statement that takes the rows, once it may run. Until version 16 two sessions that fill one table stand in each
     * other's way, and take longer together than one after the other: the later one waits, with its part fetched and
     * authenticated.
     */
    private String statement() throws SQLException {
        if (statement == null) {
            boolean direct = table.through() == null && !LargeObjects.contains(table);
            boolean whole = isWhole(parts);
            if (direct && !whole && task.run().identity().serverVersion() < PhaseLayout.FILLS_SIDE_BY_SIDE) {
                Sql.query(
                        task.connection(),
                        "SELECT pg_advisory_xact_lock(?, (to_regclass(?)::oid::bigint % 2147483647)::int)",
                        row -> 0,
                        FILLING,
                        PartLoader.name(task.connection(), table));
            }
            boolean frozen = direct && whole && table.rows() >= MANY_ROWS && emptied();
            statement = statement(table, frozen ? List.of("FREEZE") : List.of());
        }
        return statement;
    }

    /**
     * Empties a table without rows, and says so: those that this transaction brings may then be written as seen by everybody
     * from the start, which spares the server a second look at each page. Not where an extension's own rows stand.
     */
    private boolean emptied() throws SQLException {
        Connection connection = task.connection();
        String name = PartLoader.name(connection, table);
        boolean plain = Sql.holds(connection, """
                SELECT c.relkind = 'r' AND NOT EXISTS (
                           SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
                       AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.confrelid = c.oid)
                FROM pg_class c WHERE c.oid = to_regclass(?)""", name);
        if (!plain) {
            return false;
        }
        // Nobody may fill it between the look and the emptying.
        Sql.execute(connection, "LOCK TABLE ONLY " + name + " IN ACCESS EXCLUSIVE MODE");
        if (!Sql.holds(connection, "SELECT NOT EXISTS (SELECT FROM ONLY " + name + ")")) {
            return false;
        }
        Sql.execute(connection, "TRUNCATE ONLY " + name);
        return true;
    }

    private String statement(TableInfo into, List<String> options) throws SQLException {
        Connection connection = task.connection();
        String columns = PartLoader.columns(connection, into.columns());
        TableName through = into.through();
        String encoding = CopyEncoding.option(connection.unwrap(PGConnection.class), options);
        if (LargeObjects.contains(into)) {
            return "COPY " + TargetLargeObjects.place(connection, into) + " (" + columns + ") FROM STDIN" + encoding;
        }
        String name = through == null
                ? PartLoader.name(connection, into)
                : TargetNames.of(connection, through.schema(), through.name());
        return "COPY " + name + (columns.isEmpty() ? "" : " (" + columns + ")") + " FROM STDIN" + encoding;
    }
}

package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.TARGET_NOT_EMPTY;
import static dev.lifeboat.error.ErrorCode.TARGET_UNSUITABLE;

import dev.lifeboat.error.LifeboatException;
import java.sql.Connection;
import java.util.List;

/** Drops what an earlier run made in a target, by its own book, and nothing else. */
final class StartOver {
    private StartOver() {}

    /** Refuses, with TARGET_NOT_EMPTY, when something stands there that the run did not make: CASCADE would take it along. */
    static void drop(Connection connection, TargetMarker marker) {
        refuseOpened(marker);
        List<String> strangers = TargetObjects.strangers(connection);
        if (!strangers.isEmpty()) {
            throw new LifeboatException(
                    TARGET_NOT_EMPTY,
                    "the earlier run did not make " + String.join(", ", strangers) + "; move it away first");
        }
        Sql.transaction(connection, () -> {
            List<String> undo =
                    Sql.strings(connection, "SELECT statement FROM _lifeboat_restore.undo ORDER BY position");
            Sql.query(connection, """
                    SELECT lo_unlink(m.oid) FROM pg_largeobject_metadata m JOIN _lifeboat_restore.made o
                      ON o.classid = 'pg_largeobject'::regclass AND o.objid = m.oid""", row -> 0);
            for (int round = made(connection); round > 0; round--) {
                // What a cascade took along is gone from the list: it is read anew each time.
                List<String> next = Sql.strings(connection, """
                        SELECT 'DROP ' || replace(i.type, '-', ' ') || ' ' || i.identity || ' CASCADE'
                        FROM _lifeboat_restore.made m JOIN _lifeboat_restore.object o USING (classid, objid),
                             LATERAL pg_identify_object(m.classid, m.objid, 0) i
                        ORDER BY i.type NOT IN ('schema', 'event trigger', 'publication'), m.objid DESC LIMIT 1""");
                if (next.isEmpty()) {
                    break;
                }
                Sql.execute(connection, next.get(0));
            }
            Sql.execute(connection, "DROP SCHEMA _lifeboat_restore CASCADE");
            undo.forEach(statement -> Sql.execute(connection, statement));
            return undo.size();
        });
    }

    /** Throws TARGET_UNSUITABLE: in an opened phase stand rows that the application has written since. */
    private static void refuseOpened(TargetMarker marker) {
        if (!marker.openedPhases().isEmpty()) {
            throw new LifeboatException(TARGET_UNSUITABLE, opened(marker));
        }
    }

    /** Why a target cannot be started over; used where it is planned, too. */
    static String opened(TargetMarker marker) {
        return "phases " + String.join(", ", marker.openedPhases())
                + " were opened, and the application may have written to them: --resume goes on, or restore into a new database";
    }

    private static int made(Connection connection) {
        return Sql.query(connection, "SELECT count(*) FROM _lifeboat_restore.made", row -> row.getInt(1))
                .get(0);
    }
}

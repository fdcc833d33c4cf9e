package dev.lifeboat.restore;

import java.sql.Connection;
import java.util.List;

/**
 * Keeps everybody but the run from writing into tables that are not open yet: the application, the tables' owners, and
 * superusers. Reading is closed by ownership and grants, not here.
 *
 * <p>The triggers are for statements, so they cost nothing a row; a statement on a partitioned table fires only that
 * table's, so each root and each leaf has its own. They are ENABLE ALWAYS, so that a session in replica mode meets them.
 */
final class Fences {
    private static final String TRIGGER = "lifeboat_fence";

    private Fences() {}

    /** Makes the trigger's function; part of {@link TargetMarker}'s schema. */
    static void install(Connection connection) {
        // Runs with the restore role's rights, so that nobody else needs any on the token it compares.
        Sql.execute(connection, """
                CREATE FUNCTION _lifeboat_restore.fence() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
                SET search_path = pg_catalog AS $$
                BEGIN
                    IF session_user <> current_user
                        OR current_setting('lifeboat.token', true)
                           IS DISTINCT FROM (SELECT token FROM _lifeboat_restore.run)
                    THEN
                        RAISE EXCEPTION 'table %.% is being restored and is not open yet', TG_TABLE_SCHEMA, TG_TABLE_NAME
                            USING ERRCODE = 'object_not_in_prerequisite_state',
                                  HINT = 'lifeboat status shows when its phase opens';
                    END IF;
                    RETURN NULL;
                END $$""");
        Sql.execute(connection, "REVOKE ALL ON FUNCTION _lifeboat_restore.fence() FROM PUBLIC");
    }

    /** Fences every table that is not open; returns how many fences are new. Call it in a transaction. */
    static int raise(Connection connection) {
        List<Integer> open = openPositions(connection);
        return raise(
                connection,
                TargetRelations.all(connection).stream()
                        .filter(relation -> !open.contains(relation.position()))
                        .toList());
    }

    /** Fences these tables, unless they are fenced already. */
    static int raise(Connection connection, List<TargetRelations> relations) {
        List<Long> fenced = fenced(connection);
        int made = 0;
        for (TargetRelations relation : relations) {
            if (!fenced.contains(relation.oid())) {
                Sql.execute(connection, """
                        CREATE OR REPLACE TRIGGER %s BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s
                        FOR EACH STATEMENT EXECUTE FUNCTION _lifeboat_restore.fence()""".formatted(TRIGGER, relation.name()));
                Sql.execute(connection, "ALTER TABLE %s ENABLE ALWAYS TRIGGER %s".formatted(relation.name(), TRIGGER));
                made++;
            }
        }
        return made;
    }

    /** Takes the fences of these tables away. Call it in a transaction. */
    static void lower(Connection connection, List<TargetRelations> relations) {
        List<Long> fenced = fenced(connection);
        for (TargetRelations relation : relations) {
            if (fenced.contains(relation.oid())) {
                Sql.execute(connection, "DROP TRIGGER %s ON %s".formatted(TRIGGER, relation.name()));
            }
        }
    }

    private static List<Long> fenced(Connection connection) {
        return Sql.query(connection, """
                SELECT tgrelid::bigint FROM pg_trigger
                WHERE tgfoid = to_regprocedure('_lifeboat_restore.fence()') AND tgenabled = 'A'""", row -> row.getLong(1));
    }

    private static List<Integer> openPositions(Connection connection) {
        return Sql.query(
                connection,
                "SELECT position FROM _lifeboat_restore.phase WHERE opened_at IS NOT NULL",
                row -> row.getInt(1));
    }
}

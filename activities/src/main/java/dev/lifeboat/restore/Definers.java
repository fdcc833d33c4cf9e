package dev.lifeboat.restore;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Security-definer functions read with their owner's rights: one that reads a table which is not open yet would show it to
 * whoever may call it. Such a function's grants are kept back until everything it speaks of is open. Only owners count who
 * could read closed tables at all: superusers, and members of the restore role.
 */
final class Definers {
    private static final String CANDIDATES = """
            SELECT p.oid::bigint
            FROM pg_proc p JOIN pg_roles o ON o.oid = p.proowner
            WHERE p.prosecdef AND p.oid >= 16384 AND p.pronamespace <> '_lifeboat_restore'::regnamespace
              AND (o.rolsuper OR pg_has_role(o.oid, current_user, 'USAGE')
                   OR pg_has_role(o.oid, 'pg_read_all_data', 'USAGE'))
              AND NOT EXISTS (SELECT FROM pg_depend d
                              WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
              AND NOT EXISTS (SELECT FROM _lifeboat_restore.withheld w WHERE w.function = p.oid)
            ORDER BY p.oid""";

    private static final String GRANTS = """
            SELECT p.oid::regprocedure::text, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(g.rolname) END,
                   CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
            FROM pg_proc p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
            LEFT JOIN pg_roles g ON g.oid = a.grantee
            WHERE p.oid = ?::oid AND a.grantee <> p.proowner ORDER BY 2""";

    private Definers() {}

    /** Gives every grant back that was kept, so that grants of the archive meet what they expect; inside a transaction. */
    static void giveBack(Connection connection) {
        for (String release :
                Sql.strings(connection, "SELECT unnest(release) FROM _lifeboat_restore.withheld ORDER BY function")) {
            Sql.execute(connection, release);
        }
        Sql.execute(connection, "DELETE FROM _lifeboat_restore.withheld");
    }

    /** Keeps back the grants of functions that speak of a table which is not open; before the transaction commits. */
    static void withhold(Connection connection) {
        List<Long> candidates = Sql.query(connection, CANDIDATES, row -> row.getLong(1));
        if (candidates.isEmpty()) {
            return;
        }
        Set<Integer> open = new TreeSet<>(Sql.query(
                connection,
                "SELECT position FROM _lifeboat_restore.phase WHERE opened_at IS NOT NULL AND closed_at IS NULL",
                row -> row.getInt(1)));
        Mentions mentions = Mentions.read(connection);
        for (long function : candidates) {
            if (!open.containsAll(mentions.phasesOf(function))) {
                keep(connection, function);
            }
        }
    }

    /** After something opened or closed: only what speaks of closed tables stays kept. */
    static void settle(Connection connection) {
        giveBack(connection);
        withhold(connection);
    }

    private static void keep(Connection connection, long function) {
        List<String> release = new ArrayList<>();
        List<String> revokes = new ArrayList<>();
        Sql.query(
                connection,
                GRANTS,
                row -> {
                    String name = row.getString(1);
                    release.add("GRANT EXECUTE ON ROUTINE " + name + " TO " + row.getString(2) + row.getString(3));
                    return revokes.add("REVOKE ALL ON ROUTINE " + name + " FROM " + row.getString(2) + " CASCADE");
                },
                function);
        revokes.forEach(revoke -> Sql.execute(connection, revoke));
        Sql.execute(
                connection,
                "INSERT INTO _lifeboat_restore.withheld (function, release) VALUES (?::oid, ?)",
                function,
                release.toArray(String[]::new));
    }
}

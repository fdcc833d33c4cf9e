package dev.lifeboat.restore;

import java.sql.Connection;
import java.util.List;

/**
 * Security-definer functions read with their owner's rights: one that speaks of a table that is not open yet would show it to
 * whoever may call it. Their grants are kept back until every table they name is open. Which tables those are is read from
 * the function's text; a function that builds names at run time is not seen through, and the gate's reader is told so in
 * docs/postgresql.md.
 */
final class Definers {
    private Definers() {}

    /** Gives grants that were kept back to their functions again, inside a transaction that may change them. */
    static void giveBack(Connection connection) {
        for (String release : Sql.strings(
                connection,
                "SELECT release FROM _lifeboat_restore.withheld WHERE released_at IS NULL AND release <> ''")) {
            Sql.execute(connection, release);
        }
    }

    /** Keeps back the grants of functions that name tables which are not open; call it before the transaction commits. */
    static void withhold(Connection connection) {
        Sql.execute(connection, """
                INSERT INTO _lifeboat_restore.withheld (function, release, tables)
                SELECT p.oid,
                       coalesce((SELECT string_agg(format('GRANT EXECUTE ON %s %s TO %s',
                                     CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, p.oid::regprocedure,
                                     CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(g.rolname) END), '; ')
                                 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                                 LEFT JOIN pg_roles g ON g.oid = a.grantee WHERE a.grantee <> p.proowner), ''),
                       t.tables
                FROM pg_proc p, LATERAL (
                    SELECT array_agg(r.schema_name || '.' || r.table_name) AS tables
                    FROM _lifeboat_restore.relation r JOIN _lifeboat_restore.phase f ON f.name = r.phase
                    WHERE f.opened_at IS NULL
                      AND position(lower(r.table_name) IN lower(coalesce(p.prosrc, '') || pg_get_functiondef(p.oid))) > 0) t
                WHERE p.prosecdef AND p.prokind IN ('f', 'p') AND t.tables IS NOT NULL
                  AND p.oid >= 16384 AND p.pronamespace <> to_regnamespace('_lifeboat_restore')
                  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                                  AND d.deptype = 'e')
                ON CONFLICT (function) DO UPDATE SET release = excluded.release, tables = excluded.tables
                WHERE withheld.released_at IS NULL""");
        revoke(connection);
    }

    private static void revoke(Connection connection) {
        List<String> revokes = Sql.strings(connection, """
                SELECT format('REVOKE EXECUTE ON %s %s FROM %s',
                              CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, p.oid::regprocedure,
                              CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(g.rolname) END)
                FROM _lifeboat_restore.withheld w JOIN pg_proc p ON p.oid = w.function,
                     LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
                     LEFT JOIN pg_roles g ON g.oid = a.grantee
                WHERE w.released_at IS NULL AND a.grantee <> p.proowner""");
        revokes.forEach(statement -> Sql.execute(connection, statement));
    }

    /** Releases the functions all of whose tables are open by now. */
    static void release(Connection connection) {
        List<String> due = Sql.strings(connection, """
                UPDATE _lifeboat_restore.withheld w SET released_at = now()
                WHERE w.released_at IS NULL AND NOT EXISTS (
                    SELECT FROM _lifeboat_restore.relation r JOIN _lifeboat_restore.phase f ON f.name = r.phase
                    WHERE f.opened_at IS NULL AND r.schema_name || '.' || r.table_name = ANY (w.tables))
                RETURNING w.release""");
        due.stream().filter(release -> !release.isEmpty()).forEach(release -> Sql.execute(connection, release));
    }
}

package dev.lifeboat.restore;

import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Views, materialized views and owned sequences as the target's catalogue knows them, with the phase that opens the last of
 * the tables they show.
 *
 * @param name quoted, with its schema
 * @param kind as in {@code pg_class.relkind}: v, m or S
 * @param position the place of that phase
 */
record TargetViews(long oid, String name, String kind, int position) {
    private static final String READS = """
            WITH RECURSIVE reads(view, read) AS (
                SELECT r.ev_class, d.refobjid
                FROM pg_class c JOIN pg_rewrite r ON r.ev_class = c.oid JOIN pg_depend d
                  ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                 AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
                WHERE c.relkind IN ('v', 'm') AND c.oid >= 16384
                  AND c.relnamespace <> '_lifeboat_restore'::regnamespace
                UNION
                SELECT reads.view, d.refobjid
                FROM reads JOIN pg_rewrite r ON r.ev_class = reads.read JOIN pg_depend d
                  ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                 AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class)
            SELECT c.oid::bigint, c.oid::regclass::text, c.relkind::text, shows.read::bigint
            FROM (SELECT view, read FROM reads
                  UNION ALL SELECT d.objid, d.refobjid FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
                    AND d.deptype IN ('a', 'i')) shows
            JOIN pg_class c ON c.oid = shows.view AND c.relkind IN ('v', 'm', 'S') AND c.oid >= 16384
            WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                              AND d.deptype = 'e')
            ORDER BY c.oid""";

    /** All of them, in the order in which they were made; those that show no table of the set are left out. */
    static List<TargetViews> all(Connection connection) {
        Map<Long, Integer> tables = new HashMap<>();
        TargetRelations.all(connection).forEach(table -> tables.put(table.oid(), table.position()));
        Map<Long, TargetViews> views = new TreeMap<>();
        Sql.query(connection, READS, row -> {
            int position = tables.getOrDefault(row.getLong(4), -1);
            TargetViews view = new TargetViews(row.getLong(1), row.getString(2), row.getString(3), position);
            return views.merge(view.oid(), view, (one, other) -> one.position() >= other.position() ? one : other);
        });
        return views.values().stream().filter(view -> view.position() >= 0).toList();
    }
}

package dev.lifeboat.restore;

import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.restore.PhaseLayout.PhaseTables;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The restored tables as the target's catalogue knows them, with the phase that opens each. A parent shows and changes
 * its children's rows without asking for rights on them, so it opens only with the last of them.
 *
 * @param name quoted, with its schema
 * @param source OID in the source; 0 for a partitioned table, which has no rows of its own
 * @param position the place of the phase with which it opens
 */
record TargetRelations(long oid, String name, long source, int position) {
    private static final String TREE = """
            WITH RECURSIVE tree AS (
                SELECT c.oid AS top, c.oid AS member
                FROM pg_class c
                WHERE c.relkind IN ('r', 'p') AND c.oid >= 16384 AND c.relpersistence <> 't'
                  AND c.relnamespace::regnamespace::text NOT IN ('_lifeboat_restore', 'information_schema', 'pg_catalog')
                  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                  AND d.deptype = 'e')
                UNION
                SELECT t.top, i.inhrelid FROM tree t JOIN pg_inherits i ON i.inhparent = t.member)
            SELECT t.top::bigint, t.top::regclass::text,
                   coalesce(max(r.source_oid) FILTER (WHERE t.member = t.top), 0),
                   coalesce(max(p.position), 0)
            FROM tree t JOIN pg_class c ON c.oid = t.member JOIN pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN _lifeboat_restore.relation r ON r.schema_name = n.nspname AND r.table_name = c.relname
            LEFT JOIN _lifeboat_restore.phase p ON p.name = r.phase
            GROUP BY t.top ORDER BY 2""";

    /** Every table and partitioned table that this run made or found; members of extensions are left out. */
    static List<TargetRelations> all(Connection connection) {
        return Sql.query(
                connection,
                TREE,
                row -> new TargetRelations(row.getLong(1), row.getString(2), row.getLong(3), row.getInt(4)));
    }

    /** The phase with which each table of the set opens, by its OID in the source. */
    static Map<Long, Integer> openingPositions(Connection connection, PhaseLayout layout) {
        Map<Long, Integer> positions = loadingPositions(layout);
        all(connection).stream()
                .filter(relation -> relation.source() != 0)
                .forEach(relation -> positions.merge(relation.source(), relation.position(), Math::max));
        return positions;
    }

    /** The phase that loads each table of the set, by its OID in the source. */
    static Map<Long, Integer> loadingPositions(PhaseLayout layout) {
        Map<Long, Integer> positions = new HashMap<>();
        for (int position = 0; position < layout.phases().size(); position++) {
            PhaseTables phase = layout.phases().get(position);
            for (TableInfo table : phase.tables()) {
                positions.put(table.oid(), position);
            }
        }
        return positions;
    }
}

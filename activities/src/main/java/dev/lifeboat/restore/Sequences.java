package dev.lifeboat.restore;

import dev.lifeboat.archive.SequenceInfo;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sets sequences ahead of every id that was ever given out: at the source's value, or at the highest one in a column that
 * it feeds, if that is further. A sequence only ever moves ahead, so that repeating this under a running application, for a
 * sequence that tables of several phases share, gives no id twice.
 */
final class Sequences {
    /** Columns that a sequence feeds, as their own or as a default; only whole numbers can be compared with it. */
    private static final String FED = """
            SELECT a.attrelid::bigint, a.attrelid::regclass::text, quote_ident(a.attname)
            FROM (SELECT d.refobjid AS rel, d.refobjsubid AS col FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = to_regclass(?)
                    AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
                  UNION
                  SELECT f.adrelid, f.adnum FROM pg_depend d JOIN pg_attrdef f ON f.oid = d.objid
                  WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass
                    AND d.refobjid = to_regclass(?)) fed
            JOIN pg_attribute a ON a.attrelid = fed.rel AND a.attnum = fed.col
            WHERE a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)""";

    private final BuildContext context;

    /** A column of a table in the target. */
    private record Column(long table, String tableName, String name) {}

    Sequences(BuildContext context) {
        this.context = context;
    }

    /**
     * Sets the sequences that feed tables of the phase at this place; those that feed none, with the first phase. Returns
     * how many.
     */
    int set(Connection connection, int position) {
        Map<Long, Integer> positions = new HashMap<>();
        TargetRelations.all(connection).forEach(table -> positions.put(table.oid(), table.position()));
        int set = 0;
        for (SequenceInfo sequence : context.manifest().sequences()) {
            String name = TargetNames.of(connection, sequence.schema(), sequence.name());
            List<Column> columns = Sql.query(
                    connection, FED, row -> new Column(row.getLong(1), row.getString(2), row.getString(3)), name, name);
            List<Column> loaded = columns.stream()
                    .filter(column -> positions.getOrDefault(column.table(), 0) <= position)
                    .toList();
            boolean due = position == 0
                    || columns.stream().anyMatch(column -> positions.getOrDefault(column.table(), 0) == position);
            if (due) {
                Sql.transaction(connection, () -> {
                    TargetConnections.holdRun(connection, context.run());
                    moveTo(connection, sequence, name, sequence.lastValue(), sequence.called());
                    loaded.forEach(column -> moveBeyond(connection, sequence, name, column));
                    return loaded;
                });
                set++;
            }
        }
        return set;
    }

    /** To this value, unless the sequence is there or further already. */
    private static void moveTo(Connection connection, SequenceInfo sequence, String name, long value, boolean called) {
        String order = sequence.increment() > 0 ? ">" : "<";
        // A new sequence stands at its start and is not called: a value not called is further only if it differs.
        Sql.query(connection, """
                SELECT setval(to_regclass(?), v.value, v.called)
                FROM (VALUES (?::bigint, ?::boolean)) v (value, called), %s s
                WHERE (NOT s.is_called AND s.last_value = (SELECT seqstart FROM pg_sequence WHERE seqrelid = to_regclass(?)))
                   OR v.value %s s.last_value OR (v.value = s.last_value AND v.called AND NOT s.is_called)""".formatted(name, order), row -> row.getLong(1), name, value, called, name);
    }

    /** Beyond what the column holds, within the sequence's bounds; one that cycles may stand anywhere. */
    private static void moveBeyond(Connection connection, SequenceInfo sequence, String name, Column column) {
        boolean up = sequence.increment() > 0;
        Sql.query(
                        connection,
                        """
                        SELECT m.value FROM (SELECT %s(%s)::bigint AS value FROM %s) m,
                               (SELECT * FROM pg_sequence WHERE seqrelid = to_regclass(?)) q
                        WHERE m.value BETWEEN q.seqmin AND q.seqmax AND NOT q.seqcycle""".formatted(up ? "max" : "min", column.name(), column.tableName()),
                        row -> row.getLong(1),
                        name)
                .forEach(value -> moveTo(connection, sequence, name, value, true));
    }
}

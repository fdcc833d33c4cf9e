package dev.lifeboat.repair;

import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.restore.Sql;
import dev.lifeboat.restore.TargetNames;
import java.sql.Connection;

/** Sequences of a target after its rows have come back: they only ever move ahead. */
final class RepairedSequences {
    private RepairedSequences() {}

    /** Ahead of every id of the table that came back. */
    static void moveAhead(Connection connection, RepairedTable table) {
        Sql.query(
                        connection,
                        """
                        SELECT d.objid::regclass::text, quote_ident(a.attname), s.seqmax::text
                        FROM pg_depend d JOIN pg_sequence s ON s.seqrelid = d.objid
                        JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                        WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = ?::oid
                          AND d.deptype IN ('a', 'i') AND s.seqincrement > 0 AND NOT s.seqcycle
                          AND a.atttypid IN (20, 21, 23)""",
                        row -> new String[] {row.getString(1), row.getString(2), row.getString(3)},
                        table.oid())
                .forEach(owned -> Sql.query(
                        connection,
                        "SELECT setval(?::regclass, m.v) FROM (SELECT least(max(" + owned[1] + ")::bigint, "
                                + owned[2] + ") AS v FROM " + table.name() + ") m, " + owned[0]
                                + " s WHERE m.v > s.last_value OR (m.v = s.last_value AND NOT s.is_called)",
                        row -> row.getLong(1),
                        owned[0]));
    }

    /** To the set's value; one that goes round has no ahead, and is set only if nobody has used it. */
    static void moveAhead(Connection connection, SequenceInfo sequence) {
        String name = TargetNames.of(connection, sequence.schema(), sequence.name());
        if (sequence.called()
                && Sql.holds(
                        connection, "SELECT EXISTS (SELECT FROM pg_sequence WHERE seqrelid = to_regclass(?))", name)) {
            Sql.query(
                    connection,
                    "SELECT setval(?::regclass, v.v) FROM (SELECT ?::bigint AS v) v, " + name
                            + " s, pg_sequence p WHERE p.seqrelid = ?::regclass AND v.v BETWEEN p.seqmin AND p.seqmax"
                            + " AND CASE WHEN p.seqcycle THEN NOT s.is_called"
                            + " ELSE sign(p.seqincrement) * (v.v - s.last_value) > 0"
                            + " OR (v.v = s.last_value AND NOT s.is_called) END",
                    row -> row.getLong(1),
                    name,
                    sequence.lastValue(),
                    name);
        }
    }
}

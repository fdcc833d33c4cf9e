package dev.lifeboat.restore;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.archive.TableInfo;
import java.sql.Connection;
import java.util.Map;
import java.util.stream.Collectors;

/** Sets sequences ahead of every id that was ever given out: at the source's value, or at the column's, if that is further. */
final class Sequences {
    private Sequences() {}

    /** Sequences that tables of the phase at this place own, and with the last phase those that nobody owns. */
    static int set(Connection connection, BuildContext context, int position) {
        Manifest manifest = context.manifest();
        Map<Long, TableInfo> tables =
                manifest.tables().stream().collect(Collectors.toMap(TableInfo::oid, table -> table));
        int set = 0;
        for (SequenceInfo sequence : manifest.sequences()) {
            TableInfo owner = tables.get(sequence.ownerTable());
            // One without an owner may be any table's default: it must be right before the first table opens.
            int own = owner == null ? 0 : context.layout().positionOf(owner.oid());
            if (own == position) {
                String name = TargetNames.of(connection, sequence.schema(), sequence.name());
                Sql.query(
                        connection,
                        "SELECT setval(?::regclass, ?, ?)",
                        row -> row.getLong(1),
                        name,
                        sequence.lastValue(),
                        sequence.called());
                if (owner != null && sequence.ownerColumn() != null) {
                    raise(connection, sequence, name, owner);
                }
                set++;
            }
        }
        return set;
    }

    private static void raise(Connection connection, SequenceInfo sequence, String name, TableInfo owner) {
        boolean up = sequence.increment() > 0;
        Sql.query(
                connection,
                "SELECT setval(?::regclass, m.v, true) FROM (SELECT " + (up ? "max(" : "min(")
                        + TargetNames.quote(connection, String.valueOf(sequence.ownerColumn())) + ") AS v FROM "
                        + TargetNames.of(connection, owner) + ") m, " + name + " s WHERE m.v IS NOT NULL AND (m.v "
                        + (up ? ">" : "<") + " s.last_value OR (m.v = s.last_value AND NOT s.is_called))",
                row -> row.getLong(1),
                name);
    }
}

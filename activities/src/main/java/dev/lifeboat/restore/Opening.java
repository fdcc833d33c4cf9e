package dev.lifeboat.restore;

import dev.lifeboat.archive.SchemaEntry;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Opening a phase after its decision, and closing it again on "hold". Each is one transaction: there is no half-open. */
final class Opening {
    private final BuildContext context;

    Opening(BuildContext context) {
        this.context = context;
    }

    StepReceipt open(String phase) {
        int position = context.layout().position(phase);
        List<String> notes = new ArrayList<>();
        try (Closing session = new Closing(context.connect())) {
            Connection connection = session.connection();
            int granted = Sql.transaction(connection, () -> {
                TargetConnections.holdRun(connection, context.run());
                List<SchemaEntry> relations = newRelations(connection, position);
                // Grants first, by the role that made the object; then it changes hands.
                int made = new EntryMaker(context).makeHere(connection, grants(connection, position), 0);
                context.archive().owners(relations).forEach(statement -> Sql.execute(connection, statement));
                relations.forEach(entry -> Sql.execute(
                        connection,
                        "UPDATE _lifeboat_restore.entry SET opened_at = now() WHERE dump_id = ?",
                        entry.dumpId()));
                Guards.set(connection, context, new ForeignKeys(context).waiting(connection, position), notes);
                Fences.lower(connection, relationsAt(connection, position));
                Sql.execute(
                        connection,
                        "UPDATE _lifeboat_restore.phase SET opened_at = coalesce(opened_at, now()) WHERE name = ?",
                        phase);
                Definers.release(connection);
                return made;
            });
            for (TargetRelations relation : relationsAt(connection, position)) {
                Sql.execute(connection, "ANALYZE " + relation.name());
            }
            return new StepReceipt(granted, notes);
        }
    }

    /** Takes grants and ownership back and raises the fence; no row is touched. */
    StepReceipt close(String phase) {
        int position = context.layout().position(phase);
        try (Closing session = new Closing(context.connect())) {
            Connection connection = session.connection();
            return Sql.transaction(connection, () -> {
                TargetConnections.holdRun(connection, context.run());
                List<TargetRelations> relations = relationsAt(connection, position);
                for (TargetRelations relation : relations) {
                    Sql.execute(connection, "ALTER TABLE " + relation.name() + " OWNER TO CURRENT_USER");
                    Sql.strings(connection, """
                                    SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(g.rolname) END
                                    FROM pg_class c, LATERAL aclexplode(c.relacl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
                                    WHERE c.oid = ?::oid AND a.grantee <> c.relowner""", relation.oid())
                            .forEach(role -> Sql.execute(
                                    connection, "REVOKE ALL ON TABLE " + relation.name() + " FROM " + role));
                }
                Fences.raise(connection, relations);
                forget(connection, position);
                Sql.execute(connection, "UPDATE _lifeboat_restore.phase SET opened_at = NULL WHERE name = ?", phase);
                Definers.withhold(connection);
                return new StepReceipt(relations.size(), List.of());
            });
        }
    }

    /** What opening did is to be done again. */
    private void forget(Connection connection, int position) {
        for (SchemaEntry entry : context.entries().all()) {
            if (context.entries().position(entry) == position) {
                if (context.entries().stage(entry) == Stage.OPENING) {
                    Sql.execute(connection, "DELETE FROM _lifeboat_restore.entry WHERE dump_id = ?", entry.dumpId());
                } else if (Stage.isRelation(entry)) {
                    Sql.execute(
                            connection,
                            "UPDATE _lifeboat_restore.entry SET opened_at = NULL WHERE dump_id = ?",
                            entry.dumpId());
                }
            }
        }
    }

    private List<SchemaEntry> grants(Connection connection, int position) {
        return context.entries().ready(EntryMaker.made(connection), Stage.OPENING, position).stream()
                .filter(entry -> context.entries().stage(entry) == Stage.OPENING)
                .toList();
    }

    private List<SchemaEntry> newRelations(Connection connection, int position) {
        Set<Integer> closed = new HashSet<>(Sql.query(
                connection,
                "SELECT dump_id FROM _lifeboat_restore.entry WHERE opened_at IS NULL",
                row -> row.getInt(1)));
        return context.entries().relationsUpTo(position).stream()
                .filter(entry -> closed.contains(entry.dumpId()))
                .toList();
    }

    private static List<TargetRelations> relationsAt(Connection connection, int position) {
        return TargetRelations.all(connection).stream()
                .filter(relation -> relation.position() == position)
                .toList();
    }
}

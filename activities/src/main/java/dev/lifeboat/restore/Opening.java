package dev.lifeboat.restore;

import dev.lifeboat.archive.SchemaEntry;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Opening a phase after its decision, and closing it again on "hold". Each is one transaction: there is no half-open. */
final class Opening {
    private static final String GRANTEES = """
            SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(g.rolname) END
            FROM (SELECT relacl AS acl, relowner FROM pg_class WHERE oid = ?::oid
                  UNION ALL SELECT t.attacl, c.relowner FROM pg_attribute t JOIN pg_class c ON c.oid = t.attrelid
                  WHERE t.attrelid = ?::oid AND t.attacl IS NOT NULL) r,
                 LATERAL aclexplode(r.acl) a LEFT JOIN pg_roles g ON g.oid = a.grantee
            WHERE a.grantee <> r.relowner""";

    private final BuildContext context;

    Opening(BuildContext context) {
        this.context = context;
    }

    /** Owners, grants, guards, fence off; idempotent, also on a phase that is open or was closed again. */
    StepReceipt open(String phase) {
        int position = context.layout().position(phase);
        List<String> notes = new ArrayList<>();
        try (Closing session = new Closing(context.connect())) {
            Connection connection = session.connection();
            // Before anybody reads: a first plan without statistics may scan what an index should serve.
            analyze(connection, position, notes);
            int granted = Sql.transaction(connection, () -> {
                TargetConnections.holdRun(connection, context.run());
                SchemaEntries entries = asTheyOpen(connection);
                // Guards first, while the tables are the restore role's and nobody else can reach them.
                Guards.set(connection, context, new ForeignKeys(context).waiting(connection, position), notes);
                int given = giveOwners(connection, entries, position);
                given += new EntryMaker(context).makeHere(connection, grants(connection, entries, position), 0);
                TargetLargeObjects.open(
                        connection,
                        context.layout().phase(phase).tables(),
                        context.run().rights());
                Fences.lower(connection, tablesAt(connection, position));
                Sql.execute(connection, """
                        UPDATE _lifeboat_restore.phase SET opened_at = coalesce(opened_at, now()), closed_at = NULL
                        WHERE name = ?""", phase);
                Definers.settle(connection);
                return given;
            });
            return new StepReceipt(granted, notes);
        }
    }

    /** Those that were not analysed when they were read back, or whose indexes and statistics compute something. */
    private void analyze(Connection connection, int position, List<String> notes) {
        Set<Long> ready = new HashSet<>(Sql.query(connection, """
                SELECT c.oid::bigint FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE EXISTS (SELECT FROM pg_stats s WHERE s.schemaname = n.nspname AND s.tablename = c.relname)
                  AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indexprs IS NOT NULL)
                  AND NOT EXISTS (SELECT FROM pg_statistic_ext x WHERE x.stxrelid = c.oid)""", row -> row.getLong(1)));
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        List<SideBySide.Piece> pieces = new ArrayList<>();
        for (TargetRelations relation : tablesAt(connection, position)) {
            if (!ready.contains(relation.oid())) {
                pieces.add(analyst -> {
                    context.pulse().moved();
                    analyze(analyst, relation.name(), failures);
                    return 1;
                });
            }
        }
        SideBySide.run(context::connect, Building.AT_A_TIME, pieces);
        // A cancelled statement looks like one that failed: nothing is opened after a cancellation.
        context.pulse().moved();
        failures.stream().sorted().forEach(notes::add);
    }

    /** Statistics can be had later too: where they cannot be had, a foreign partition for one, the phase opens without. */
    private static void analyze(Connection connection, String table, Queue<String> notes) {
        try {
            SearchPath.widenIfNeeded(connection, () -> Sql.execute(connection, "ANALYZE " + table));
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.STATEMENT_FAILED) {
                throw e;
            }
            notes.add(table + " could not be analysed: " + e.getMessage());
        }
    }

    /**
     * Raises the fence and takes ownership and grants back; no row is touched. The phase stays one that was opened: its
     * rows may have changed since, and are never loaded again.
     */
    StepReceipt close(String phase) {
        int position = context.layout().position(phase);
        try (Closing session = new Closing(context.connect())) {
            Connection connection = session.connection();
            return Sql.transaction(connection, () -> {
                TargetConnections.holdRun(connection, context.run());
                List<TargetRelations> tables = tablesAt(connection, position);
                Fences.raise(connection, tables);
                for (TargetRelations table : tables) {
                    takeBack(connection, table.oid(), table.name(), "TABLE");
                }
                List<TargetViews> shown = TargetViews.all(connection).stream()
                        .filter(view -> view.position() == position)
                        .toList();
                for (TargetViews view : shown) {
                    takeBack(connection, view.oid(), view.name(), view.kind().equals("S") ? "SEQUENCE" : "TABLE");
                }
                TargetLargeObjects.close(
                        connection, context.layout().phase(phase).tables());
                forget(connection, asTheyOpen(connection), position);
                Sql.execute(connection, "UPDATE _lifeboat_restore.phase SET closed_at = now() WHERE name = ?", phase);
                Definers.settle(connection);
                return new StepReceipt(tables.size() + shown.size(), List.of());
            });
        }
    }

    /** Owners of relations up to this phase that have none yet: whatever could not be made before its phase opened. */
    static int giveOwners(Connection connection, BuildContext context, SchemaEntries entries, int position) {
        Set<Integer> withoutOwner = new HashSet<>(Sql.query(
                connection,
                "SELECT dump_id FROM _lifeboat_restore.entry WHERE opened_at IS NULL",
                row -> row.getInt(1)));
        List<SchemaEntry> relations = entries.relationsUpTo(position).stream()
                .filter(entry -> withoutOwner.contains(entry.dumpId()))
                .toList();
        context.archive().owners(relations).forEach(statement -> Sql.script(connection, statement));
        for (SchemaEntry relation : relations) {
            Sql.execute(
                    connection,
                    "UPDATE _lifeboat_restore.entry SET opened_at = now() WHERE dump_id = ?",
                    relation.dumpId());
        }
        return relations.size();
    }

    private int giveOwners(Connection connection, SchemaEntries entries, int position) {
        return giveOwners(connection, context, entries, position);
    }

    /** A parent in inheritance opens later than it is loaded, if a child does: it would show the child's rows. */
    private SchemaEntries asTheyOpen(Connection connection) {
        return new SchemaEntries(
                context.manifest(),
                TargetRelations.openingPositions(connection, context.layout()),
                context.layout().phases().size());
    }

    private static void takeBack(Connection connection, long oid, String name, String kind) {
        Sql.execute(connection, "ALTER TABLE " + name + " OWNER TO CURRENT_USER");
        // The owner may have given up a right of its own; the restore role needs them all.
        Sql.execute(connection, "GRANT ALL ON " + kind + " " + name + " TO CURRENT_USER");
        Sql.strings(connection, GRANTEES, oid, oid)
                .forEach(role -> Sql.execute(connection, "REVOKE ALL ON " + kind + " " + name + " FROM " + role));
    }

    /** What opening did is to be done again. */
    private static void forget(Connection connection, SchemaEntries entries, int position) {
        for (SchemaEntry entry : entries.all()) {
            if (entries.position(entry) == position && entries.stage(entry) == Stage.OPENING) {
                Sql.execute(connection, "DELETE FROM _lifeboat_restore.entry WHERE dump_id = ?", entry.dumpId());
            } else if (entries.position(entry) == position && Stage.isRelation(entry)) {
                Sql.execute(
                        connection,
                        "UPDATE _lifeboat_restore.entry SET opened_at = NULL WHERE dump_id = ?",
                        entry.dumpId());
            }
        }
    }

    private static List<SchemaEntry> grants(Connection connection, SchemaEntries entries, int position) {
        return entries.ready(EntryMaker.made(connection), Stage.OPENING, position).stream()
                .filter(entry -> entries.stage(entry) == Stage.OPENING)
                .toList();
    }

    private static List<TargetRelations> tablesAt(Connection connection, int position) {
        return TargetRelations.all(connection).stream()
                .filter(relation -> relation.position() == position)
                .toList();
    }
}

package dev.lifeboat.restore;

import dev.lifeboat.archive.SchemaEntry;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everything that is made between loading a phase's rows and its gate, and what is left when the last phase is open. */
final class Building {
    /** One attempt at a time at a stage; the number only has to differ from an OID of a foreign key. */
    private static final int GROUP = 1;

    private final BuildContext context;

    Building(BuildContext context) {
        this.context = context;
    }

    /** Types, functions, tables, views, sequences: without rows, owners and grants of relations; then the fences. */
    StepReceipt structures() {
        try (Closing session = new Closing(context.connect())) {
            Connection connection = session.connection();
            int made =
                    make(connection, Stage.STRUCTURES, context.layout().phases().size() - 1);
            int fenced = Sql.transaction(connection, () -> {
                TargetConnections.holdRun(connection, context.run());
                return Fences.raise(connection);
            });
            return new StepReceipt(made + fenced, List.of());
        }
    }

    /** Entries of a stage whose tables are all loaded once this phase is. */
    StepReceipt stage(String phase, Stage stage) {
        try (Closing session = new Closing(context.connect())) {
            return new StepReceipt(
                    make(session.connection(), stage, context.layout().position(phase)), List.of());
        }
    }

    StepReceipt foreignKeys(String phase) {
        List<String> notes = new ArrayList<>();
        try (Closing session = new Closing(context.connect())) {
            int made = new ForeignKeys(context)
                    .add(session.connection(), context.layout().position(phase), notes);
            return new StepReceipt(made, notes);
        }
    }

    /** Triggers, rules, policies; then sequences; then materialized views that can be filled now. */
    StepReceipt behaviour(String phase) {
        int position = context.layout().position(phase);
        try (Closing session = new Closing(context.connect())) {
            Connection connection = session.connection();
            int made = make(connection, Stage.BEHAVIOUR, position);
            made += Sql.transaction(connection, () -> {
                TargetConnections.holdRun(connection, context.run());
                return Sequences.set(connection, context, position);
            });
            made += refresh(connection, position);
            return new StepReceipt(made, List.of());
        }
    }

    /** What waited for every phase. Anything that could not be made is named: nothing is forgotten silently. */
    StepReceipt finish() {
        List<String> notes = new ArrayList<>();
        int last = context.layout().phases().size() - 1;
        try (Closing session = new Closing(context.connect())) {
            Connection connection = session.connection();
            int made = make(connection, Stage.LAST, last);
            Set<Integer> there = EntryMaker.made(connection);
            for (SchemaEntry entry : context.entries().all()) {
                if (!there.contains(entry.dumpId()) && !entry.type().equals("FK CONSTRAINT")) {
                    notes.add("not restored: " + entry.type() + " " + entry.label());
                }
            }
            Sql.transaction(connection, () -> {
                TargetConnections.holdRun(connection, context.run());
                Fences.lower(connection, TargetRelations.all(connection));
                Guards.set(connection, context, List.of(), notes);
                return Sql.execute(connection, "DROP SCHEMA _lifeboat_restore CASCADE");
            });
            return new StepReceipt(made, notes);
        }
    }

    private int make(Connection connection, Stage stage, int position) {
        List<SchemaEntry> ready = context.entries().ready(EntryMaker.made(connection), stage, position).stream()
                // Grants on relations wait for the decision, whatever else is due.
                .filter(entry -> stage == Stage.LAST || context.entries().stage(entry) != Stage.OPENING)
                .toList();
        return new EntryMaker(context).make(connection, ready, GROUP);
    }

    /** Populated where they can be; a view over a later phase's tables is filled when that one is loaded. */
    private int refresh(Connection connection, int position) {
        int filled = 0;
        for (SchemaEntry entry : context.entries().all()) {
            if (entry.type().equals("MATERIALIZED VIEW") && context.entries().position(entry) == position) {
                List<String> names = Sql.strings(connection, """
                        SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relkind = 'm' AND starts_with(?, n.nspname || ' ' || c.relname || ' ')""", entry.label());
                for (String name : names) {
                    Sql.execute(connection, "REFRESH MATERIALIZED VIEW " + name);
                    filled++;
                }
            }
        }
        return filled;
    }
}

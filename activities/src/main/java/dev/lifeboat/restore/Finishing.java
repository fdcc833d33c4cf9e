package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.INTERNAL;

import dev.lifeboat.archive.ForeignKeyInfo;
import dev.lifeboat.archive.SchemaEntry;
import dev.lifeboat.error.LifeboatException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The end of a restore: what waited for every phase, and a look whether anything of the archive was forgotten. */
final class Finishing {
    private final BuildContext context;

    Finishing(BuildContext context) {
        this.context = context;
    }

    /** Makes what is left, names what could not be made, and leaves the target without a trace of the run. */
    StepReceipt finish() {
        List<String> notes = new ArrayList<>();
        int last = context.layout().phases().size() - 1;
        try (Closing session = new Closing(context.connect())) {
            Connection connection = session.connection();
            List<String> closed = Sql.strings(connection, """
                    SELECT name FROM _lifeboat_restore.phase WHERE opened_at IS NULL OR closed_at IS NOT NULL
                    ORDER BY position""");
            if (!closed.isEmpty()) {
                throw new LifeboatException(INTERNAL, "phases are not open: " + String.join(", ", closed));
            }
            int made = new ForeignKeys(context).add(connection, last, notes);
            List<SchemaEntry> alarms = new ArrayList<>();
            List<SchemaEntry> rest = new ArrayList<>();
            divide(context.entries().ready(EntryMaker.made(connection), Stage.LAST, last), rest, alarms);
            made += new EntryMaker(context).make(connection, rest, 1);
            made += Sql.transaction(connection, () -> {
                TargetConnections.holdRun(connection, context.run());
                Opening.giveOwners(connection, context, context.entries(), last);
                nameForgotten(connection, alarms, notes);
                notes.addAll(new Surroundings(connection, context.manifest().source()).rebuilt());
                Definers.giveBack(connection);
                Guards.set(connection, context, List.of(), notes);
                Fences.lower(connection, TargetRelations.all(connection));
                Sql.execute(connection, "DROP SCHEMA _lifeboat_restore CASCADE");
                // Last of all: an event trigger would answer to our own statements.
                List<String> statements = context.archive().statementsWithOwners(alarms);
                statements.forEach(statement -> Sql.script(connection, statement));
                return alarms.size();
            });
            return new StepReceipt(made, notes);
        }
    }

    /** Event triggers, and comments on them, from all others. */
    private static void divide(List<SchemaEntry> entries, List<SchemaEntry> rest, List<SchemaEntry> alarms) {
        Set<Integer> late = new HashSet<>();
        for (SchemaEntry entry : entries) {
            boolean alarm = entry.type().equals("EVENT TRIGGER")
                    || entry.dependsOn().stream().anyMatch(late::contains);
            if (alarm) {
                late.add(entry.dumpId());
                alarms.add(entry);
            } else {
                rest.add(entry);
            }
        }
    }

    private void nameForgotten(Connection connection, List<SchemaEntry> alarms, List<String> notes) {
        Set<Integer> there = EntryMaker.made(connection);
        alarms.forEach(alarm -> there.add(alarm.dumpId()));
        Set<Long> known = new HashSet<>();
        for (ForeignKeyInfo key : context.manifest().foreignKeys()) {
            known.add(key.oid());
        }
        for (SchemaEntry entry : context.entries().all()) {
            boolean named = entry.type().equals("FK CONSTRAINT") && known.contains(entry.object());
            if (!there.contains(entry.dumpId()) && !named) {
                notes.add("not restored: " + entry.type() + " " + entry.label());
            }
        }
        if (context.entries().all().stream().anyMatch(entry -> entry.type().equals("SUBSCRIPTION"))) {
            notes.add("subscriptions are disabled: ALTER SUBSCRIPTION … ENABLE when their publisher is right");
        }
    }
}

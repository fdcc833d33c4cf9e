package dev.lifeboat.rollback;

import static dev.lifeboat.error.ErrorCode.STATEMENT_FAILED;
import static dev.lifeboat.error.ErrorCode.TARGET_UNSUITABLE;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.SequenceInfo;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.Closing;
import dev.lifeboat.restore.SchemaArchive;
import dev.lifeboat.restore.Sql;
import dev.lifeboat.restore.TargetConnections;
import dev.lifeboat.restore.TargetNames;
import dev.lifeboat.set.DatabaseRef;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Works a change of definitions out and tries it: one database is made like the set, another like the target. The
 * change is done to the second, which has to be like the first then, and taken back again.
 */
final class Rehearsal {
    private static final int MOST_RESIDUE = 20;

    private final TargetConnections connections;
    private final LiveDefinitions definitions;
    private final DatabaseRef target;
    private final Heartbeat heartbeat;

    /**
     * What came of it.
     *
     * @param script the statements for the target; empty: nothing differs, or something is in the way
     * @param undo the statements that take them back; empty: there are none
     * @param before digest of the target's definitions
     * @param after digest of those that the rehearsal ended with
     */
    record Outcome(
            List<SchemaChange> changes,
            String script,
            String undo,
            String before,
            String after,
            List<String> blockers,
            List<String> warnings) {}

    /** The target itself, and what the set knows of sequences. */
    private record Live(Connection connection, List<SequenceInfo> sequences) implements Difference.Living {
        @Override
        public boolean hasRows(String table) {
            return Sql.holds(connection, "SELECT EXISTS (SELECT FROM " + table + ")");
        }

        @Override
        public boolean isFilled(String view) {
            return Sql.holds(connection, "SELECT relispopulated FROM pg_class WHERE oid = to_regclass(?)", view);
        }

        @Override
        public List<String> moveSequence(Connection like, String sequence) {
            List<String> moves = new ArrayList<>();
            for (SequenceInfo known : sequences) {
                if (known.called()
                        && TargetNames.of(like, known.schema(), known.name()).equals(sequence)) {
                    moves.add("SELECT pg_catalog.setval('" + sequence.replace("'", "''") + "', " + known.lastValue()
                            + ")");
                }
            }
            moves.addAll(Sql.strings(like, """
                    SELECT format('SELECT pg_catalog.setval(%L, m.v) FROM (SELECT max(%I)::bigint AS v FROM %s) m, %s s'
                            || ' WHERE m.v > s.last_value OR (m.v = s.last_value AND NOT s.is_called)',
                        p.seqrelid::regclass, a.attname, d.refobjid::regclass, p.seqrelid::regclass)
                    FROM pg_sequence p JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = p.seqrelid
                     AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
                    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid AND a.atttypid IN (20, 21, 23)
                    WHERE p.seqrelid = to_regclass(?) AND p.seqincrement > 0""", sequence));
            return moves;
        }
    }

    Rehearsal(TargetConnections connections, LiveDefinitions definitions, DatabaseRef target, Heartbeat heartbeat) {
        this.connections = connections;
        this.definitions = definitions;
        this.target = target;
        this.heartbeat = heartbeat;
    }

    Outcome run(Connection live, String wanted, List<SequenceInfo> sequences, String run, boolean dropExtra) {
        Map<String, Definition> own = definitions.read(target);
        heartbeat.moved(1, 0);
        try (ScratchDatabase like = ScratchDatabase.create(connections, target, run, "set");
                ScratchDatabase trial = ScratchDatabase.create(connections, target, run, "trial")) {
            List<String> blockers = new ArrayList<>();
            build(like, SchemaArchive.split(wanted), "the set's definitions cannot be made on this server", blockers);
            build(
                    trial,
                    own.values().stream().map(Definition::text).toList(),
                    "the target's definitions cannot be made a second time",
                    blockers);
            if (!blockers.isEmpty()) {
                return blocked(blockers);
            }
            return rehearse(live, own, sequences, like, trial, dropExtra);
        }
    }

    private Outcome rehearse(
            Connection live,
            Map<String, Definition> own,
            List<SequenceInfo> sequences,
            ScratchDatabase like,
            ScratchDatabase trial,
            boolean dropExtra) {
        Map<String, Definition> there = definitions.read(like.reference());
        Map<String, Definition> here = definitions.read(trial.reference());
        heartbeat.moved(1, 0);
        List<String> strange = new Residue(own, Set.of(), Map.of()).of(here);
        if (!strange.isEmpty()) {
            return blocked(List.of(
                    TARGET_UNSUITABLE.name() + ": the copy of the target's definitions differs: " + strange.get(0)));
        }
        try (Closing first = trial.open();
                Closing second = like.open()) {
            Difference difference = new Difference(
                            first.connection(), here, second.connection(), there, dropExtra, new Live(live, sequences))
                    .find();
            List<String> blockers = new ArrayList<>();
            attempt(first.connection(), difference.statements(), "in a rehearsal", blockers);
            Map<String, Definition> after =
                    difference.statements().isEmpty() ? here : definitions.read(trial.reference());
            heartbeat.moved(1, 0);
            if (blockers.isEmpty()) {
                difference.residue(after).stream()
                        .limit(MOST_RESIDUE)
                        .forEach(left -> blockers.add(TARGET_UNSUITABLE.name() + ": " + left
                                + " after the rehearsal: it cannot be rolled back in place; restore --schema-only into a new"
                                + " database, and the rows with restore --data-only"));
            }
            if (!blockers.isEmpty()) {
                return blocked(blockers);
            }
            List<String> warnings = new ArrayList<>(difference.warnings());
            if (difference.statements().isEmpty()) {
                return new Outcome(difference.changes(), "", "", "", "", List.of(), warnings);
            }
            String undo = undo(live, own, sequences, first.connection(), trial, after, warnings);
            return new Outcome(
                    difference.changes(),
                    script(difference.statements()),
                    undo,
                    LiveDefinitions.digest(own),
                    LiveDefinitions.digest(after),
                    List.of(),
                    warnings);
        }
    }

    /** Rehearsed too: what has to be undone is not to fail then. */
    private String undo(
            Connection live,
            Map<String, Definition> own,
            List<SequenceInfo> sequences,
            Connection changed,
            ScratchDatabase trial,
            Map<String, Definition> after,
            List<String> warnings) {
        Difference back = new Difference(changed, after, live, own, false, new Live(live, sequences)).find();
        List<String> problems = new ArrayList<>();
        attempt(changed, back.statements(), "taking it back", problems);
        if (problems.isEmpty()) {
            problems.addAll(back.residue(definitions.read(trial.reference())));
        }
        if (!problems.isEmpty()) {
            warnings.add("there is no undo file: " + problems.get(0));
            return "";
        }
        return script(back.statements());
    }

    private void build(ScratchDatabase database, List<String> statements, String what, List<String> blockers) {
        try (Closing session = database.open()) {
            List<String> making = statements.stream()
                    .filter(statement -> !statement.matches("(?s)CREATE SCHEMA public;?")
                            && !statement.matches("(?s)(CREATE|ALTER|COMMENT ON) SUBSCRIPTION .*"))
                    .toList();
            attempt(session.connection(), making, what, blockers);
        }
        heartbeat.moved(1, 0);
    }

    /** All of them in one transaction; the one that fails is named. */
    private static void attempt(Connection connection, List<String> statements, String what, List<String> blockers) {
        String[] at = {""};
        try {
            Sql.transaction(connection, () -> {
                settings(connection);
                for (String statement : statements) {
                    at[0] = statement;
                    Sql.script(connection, statement);
                }
                return statements.size();
            });
        } catch (LifeboatException e) {
            if (e.code() != STATEMENT_FAILED) {
                throw e;
            }
            String head = at[0].lines().findFirst().orElse("");
            blockers.add(TARGET_UNSUITABLE.name() + ": " + what + ", `"
                    + head.substring(0, Math.min(head.length(), 120)) + "` fails: " + e.getMessage());
        }
    }

    /** Executes a whole script as psql would, in one transaction. */
    static void execute(Connection connection, String script) {
        Sql.transaction(connection, () -> {
            settings(connection);
            Sql.execute(connection, "SET LOCAL lock_timeout = '30s'");
            Sql.script(connection, script);
            return 0;
        });
    }

    private static void settings(Connection connection) {
        Sql.execute(connection, "SET LOCAL check_function_bodies = false");
        Sql.execute(connection, "SET LOCAL client_min_messages = warning");
    }

    private static String script(List<String> statements) {
        return statements.stream()
                .map(statement -> statement.strip().replaceFirst(";$", "") + ";\n")
                .collect(Collectors.joining());
    }

    private static Outcome blocked(List<String> blockers) {
        return new Outcome(List.of(), "", "", "", "", blockers, List.of());
    }
}

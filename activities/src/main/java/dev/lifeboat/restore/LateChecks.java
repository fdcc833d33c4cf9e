package dev.lifeboat.restore;

import dev.lifeboat.error.LifeboatException;
import java.sql.Connection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Check constraints whose functions read tables. They hold for the source as it stood, not for a table whose neighbours are
 * still empty: so they are taken off before a row is loaded, come back NOT VALID with their own phase, and are validated
 * when everything they read is there. Those of domains come back with the last phase, in which the last of their values is.
 */
final class LateChecks {
    private static final String FUNCTIONS = """
            SELECT k.oid::bigint, d.refobjid::bigint
            FROM pg_constraint k JOIN pg_depend d
              ON d.classid = 'pg_constraint'::regclass AND d.objid = k.oid AND d.refclassid = 'pg_proc'::regclass
            WHERE k.contype = 'c' AND k.connamespace <> '_lifeboat_restore'::regnamespace
            UNION
            SELECT k.oid::bigint, o.oprcode::bigint
            FROM pg_constraint k JOIN pg_depend d
              ON d.classid = 'pg_constraint'::regclass AND d.objid = k.oid AND d.refclassid = 'pg_operator'::regclass
            JOIN pg_operator o ON o.oid = d.refobjid
            WHERE k.contype = 'c' AND k.connamespace <> '_lifeboat_restore'::regnamespace""";

    private static final String UNINHERITED = """
            SELECT k.oid::bigint,
                   CASE WHEN k.contypid <> 0 THEN 'DOMAIN ' || k.contypid::regtype ELSE 'TABLE ' || k.conrelid::regclass END,
                   k.conrelid::bigint, quote_ident(k.conname), pg_get_constraintdef(k.oid),
                   quote_literal(obj_description(k.oid, 'pg_constraint'))
            FROM pg_constraint k
            WHERE k.contype = 'c' AND k.coninhcount = 0 AND k.convalidated AND k.oid >= 16384""";

    /** @param owner {@code TABLE name} or {@code DOMAIN name}, quoted */
    private record Check(
            long oid,
            String owner,
            long table,
            String name,
            String definition,
            @Nullable String comment) {}

    private LateChecks() {}

    /** Takes them off and writes them down; in the caller's transaction. Returns how many. */
    static int takeOff(Connection connection) {
        Mentions mentions = Mentions.read(connection);
        Map<Long, Set<Integer>> read = new HashMap<>();
        Sql.query(connection, FUNCTIONS, row -> {
            Set<Integer> phases = mentions.phasesOf(row.getLong(2));
            return phases.isEmpty()
                    || read.computeIfAbsent(row.getLong(1), oid -> new TreeSet<>())
                            .addAll(phases);
        });
        int taken = 0;
        List<Check> due = due(connection, read.keySet());
        while (!due.isEmpty()) {
            // A child's own constraint of the same name shows as its own when the parent's is gone.
            for (Check check : due) {
                int last = read.getOrDefault(check.oid(), Set.of()).stream()
                        .mapToInt(Integer::intValue)
                        .max()
                        .orElse(0);
                int added = Sql.execute(
                        connection,
                        """
                        INSERT INTO _lifeboat_restore.late_check (owner, relation, name, definition, comment, reads)
                        VALUES (?, ?::bigint::oid, ?, ?, ?, ?) ON CONFLICT DO NOTHING""",
                        check.owner(),
                        check.table(),
                        check.name(),
                        check.definition(),
                        check.comment(),
                        last);
                if (added > 0) {
                    Sql.execute(connection, "ALTER " + check.owner() + " DROP CONSTRAINT " + check.name());
                    taken++;
                }
            }
            List<Long> before = due.stream().map(Check::oid).toList();
            due = due(connection, read.keySet()).stream()
                    .filter(check -> !before.contains(check.oid()))
                    .toList();
        }
        return taken;
    }

    /**
     * Puts back what belongs to phases up to this one, and validates what can be.
     *
     * @param notes gets a line for each check that the rows do not pass; it stays NOT VALID
     */
    static int putOn(BuildContext context, Connection connection, int position, List<String> notes) {
        int last = context.layout().phases().size() - 1;
        Map<Long, Integer> positions = TargetRelations.all(connection).stream()
                .collect(Collectors.toMap(TargetRelations::oid, TargetRelations::position));
        List<Check> waiting = Sql.query(
                connection,
                """
                SELECT reads, owner, relation::bigint, name, definition, comment FROM _lifeboat_restore.late_check
                WHERE validated_at IS NULL ORDER BY number DESC""",
                row -> new Check(
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6)));
        int made = 0;
        for (Check check : waiting) {
            int own = check.table() == 0 ? last : positions.getOrDefault(check.table(), last);
            if (own <= position) {
                made += add(context, connection, check);
                if (check.oid() <= position) {
                    validate(context, connection, check, notes);
                }
            }
        }
        return made;
    }

    private static int add(BuildContext context, Connection connection, Check check) {
        return Sql.transaction(connection, () -> {
            TargetConnections.holdRun(connection, context.run());
            int due = Sql.execute(connection, """
                    UPDATE _lifeboat_restore.late_check SET added_at = now()
                    WHERE owner = ? AND name = ? AND added_at IS NULL""", check.owner(), check.name());
            if (due > 0) {
                Sql.execute(
                        connection,
                        "ALTER " + check.owner() + " ADD CONSTRAINT " + check.name() + " " + check.definition()
                                + " NOT VALID");
                if (check.comment() != null) {
                    String on =
                            check.owner().startsWith("TABLE ") ? check.owner().substring(6) : check.owner();
                    Sql.execute(
                            connection,
                            "COMMENT ON CONSTRAINT " + check.name() + " ON " + on + " IS " + check.comment());
                }
            }
            return due;
        });
    }

    private static void validate(BuildContext context, Connection connection, Check check, List<String> notes) {
        try {
            SearchPath.widenIfNeeded(
                    connection,
                    () -> Sql.transaction(connection, () -> {
                        TargetConnections.holdRun(connection, context.run());
                        Sql.execute(connection, "ALTER " + check.owner() + " VALIDATE CONSTRAINT " + check.name());
                        return Sql.execute(
                                connection,
                                "UPDATE _lifeboat_restore.late_check SET validated_at = now() WHERE owner = ? AND name = ?",
                                check.owner(),
                                check.name());
                    }));
        } catch (LifeboatException e) {
            notes.add("check " + check.name() + " of " + check.owner() + " does not hold; it is left NOT VALID: "
                    + e.getMessage());
        }
    }

    private static List<Check> due(Connection connection, Set<Long> wanted) {
        return Sql.query(
                        connection,
                        UNINHERITED,
                        row -> new Check(
                                row.getLong(1),
                                row.getString(2),
                                row.getLong(3),
                                row.getString(4),
                                row.getString(5),
                                row.getString(6)))
                .stream()
                .filter(check -> wanted.contains(check.oid()))
                .toList();
    }
}

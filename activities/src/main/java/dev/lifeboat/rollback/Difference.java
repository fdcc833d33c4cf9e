package dev.lifeboat.rollback;

import dev.lifeboat.restore.Sql;
import dev.lifeboat.restore.TargetNames;
import dev.lifeboat.rollback.SchemaChange.Action;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The statements that make one database's definitions another's. What holds no rows is dropped and made anew; tables are altered;
 * what this cannot do shows in the rehearsal, which compares the outcome with what was wanted.
 */
final class Difference {
    /** What goes before anything else, since it refers to other things, and nothing but its like refers to it. */
    private static final Set<String> EARLY = Set.of(
            "VIEW",
            "MATERIALIZED VIEW",
            "RULE",
            "POLICY",
            "TRIGGER",
            "EVENT TRIGGER",
            "INDEX",
            "CONSTRAINT",
            "FK CONSTRAINT",
            "CHECK CONSTRAINT",
            "STATISTICS",
            "PUBLICATION",
            "PUBLICATION TABLE",
            "PUBLICATION TABLES IN SCHEMA",
            "TABLE ATTACH",
            "INDEX ATTACH");

    /** What goes with the object that it belongs to. */
    private static final Set<String> FOLLOWERS =
            Set.of("COMMENT", "ACL", "DEFAULT ACL", "SECURITY LABEL", "ROW SECURITY", "DEFAULT", "SEQUENCE OWNED BY");

    /** What is changed in its place: other things stand on it. */
    private static final Set<String> ALTERED = Set.of(
            "TABLE", "FOREIGN TABLE", "SEQUENCE", "TYPE", "DOMAIN", "SCHEMA", "EXTENSION", "COLLATION", "SHELL TYPE");

    private static final Set<String> REFER_TO_COLUMNS =
            Set.of("VIEW", "MATERIALIZED VIEW", "RULE", "POLICY", "TRIGGER");

    private static final Set<String> BELONG_TO_TABLES = Set.of(
            "INDEX",
            "CONSTRAINT",
            "FK CONSTRAINT",
            "CHECK CONSTRAINT",
            "TRIGGER",
            "RULE",
            "POLICY",
            "ROW SECURITY",
            "DEFAULT",
            "COMMENT",
            "ACL",
            "SEQUENCE OWNED BY",
            "STATISTICS",
            "INDEX ATTACH",
            "TABLE ATTACH",
            "SECURITY LABEL");

    private static final String OWNER = " OWNER TO ";

    /** What only a database with rows can tell, by quoted name. */
    interface Living {
        boolean hasRows(String table);

        boolean isFilled(String materializedView);

        /**
         * Statements that move a sequence that is made anew.
         *
         * @param like the database that has it
         */
        List<String> moveSequence(Connection like, String sequence);
    }

    private final Connection connection;
    private final Connection other;
    private final Map<String, Definition> here;
    private final Map<String, Definition> there;
    private final boolean dropExtra;
    private final Living living;
    private final Dependents dependents;

    private final List<String> statements = new ArrayList<>();
    private final List<SchemaChange> changes = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Set<String> kept = new HashSet<>();
    private final Set<String> takenBack = new HashSet<>();
    private final Map<String, TableChanges> tables = new LinkedHashMap<>();

    /**
     * @param connection to the database that is to change
     * @param other to the database that it is to be like
     * @param living the database that it is all about: these two hold no rows
     */
    Difference(
            Connection connection,
            Map<String, Definition> here,
            Connection other,
            Map<String, Definition> there,
            boolean dropExtra,
            Living living) {
        this.connection = connection;
        this.here = here;
        this.other = other;
        this.there = there;
        this.dropExtra = dropExtra;
        this.living = living;
        this.dependents = Dependents.of(connection, here);
    }

    List<String> statements() {
        return statements;
    }

    List<SchemaChange> changes() {
        return changes;
    }

    List<String> warnings() {
        return warnings;
    }

    /** Works it out. */
    Difference find() {
        keep();
        alterTables();
        Set<Definition> early = early();
        takeBackFollowers(early);
        drop(early, true);
        create(early);
        drop(early, false);
        refresh(early);
        moveSequences();
        return this;
    }

    /** Tables and sequences that only this side has stay, with all that belongs to them and that they need. */
    private void keep() {
        if (dropExtra) {
            return;
        }
        List<Definition> open = new ArrayList<>();
        here.forEach((key, definition) -> {
            boolean bringsTables = definition.is("EXTENSION");
            if (!there.containsKey(key) && (holds(definition) || bringsTables) && !isIdentity(definition)) {
                kept.add(key);
                open.add(definition);
                changes.add(new SchemaChange(Action.KEEP, definition.type(), definition.label()));
            }
        });
        while (!open.isEmpty()) {
            Definition definition = open.remove(open.size() - 1);
            Stream<Definition> own = holds(definition)
                    ? dependents.on(definition).stream()
                            .filter(one -> BELONG_TO_TABLES.contains(one.type()) || isIdentity(one))
                    : Stream.empty();
            Stream.concat(own, dependents.under(definition))
                    .filter(one -> !there.containsKey(dependents.key(one)) && kept.add(dependents.key(one)))
                    .forEach(open::add);
        }
    }

    private static boolean holds(Definition definition) {
        return definition.is("TABLE", "FOREIGN TABLE", "SEQUENCE");
    }

    private void alterTables() {
        there.forEach((key, wanted) -> {
            Definition own = here.get(key);
            if (own != null && wanted.is("TABLE") && !kept.contains(key)) {
                String name = TargetNames.of(connection, wanted.schema(), wanted.name());
                TableChanges table = new TableChanges(
                                connection,
                                name,
                                dropExtra,
                                column -> there.containsKey(
                                        "DEFAULT " + wanted.schema() + "." + wanted.name() + " " + column))
                        .towards(other, living.hasRows(name));
                tables.put(key, table);
                changes.addAll(table.changes());
                warnings.addAll(table.warnings());
            }
        });
    }

    /** What has to be gone before tables change: what differs, and what stands on it. */
    private Set<Definition> early() {
        Set<Definition> early = new LinkedHashSet<>();
        here.forEach((key, own) -> {
            Definition wanted = there.get(key);
            boolean differs = wanted == null || !wanted.comparable().equals(own.comparable());
            boolean replaced = wanted != null
                    && !ALTERED.contains(own.type())
                    && (!isRoutine(own) || !signature(connection, own).equals(signature(this.other, wanted)));
            if (differs
                    && !kept.contains(key)
                    && !FOLLOWERS.contains(own.type())
                    && (EARLY.contains(own.type()) || replaced)) {
                early.add(own);
            }
        });
        tables.forEach((key, table) -> {
            if (table.touched()) {
                dependents.on(Objects.requireNonNull(here.get(key))).stream()
                        .filter(one -> REFER_TO_COLUMNS.contains(one.type()))
                        .forEach(early::add);
            }
        });
        List<Definition> open = new ArrayList<>(early);
        while (!open.isEmpty()) {
            dependents.on(open.remove(open.size() - 1)).stream()
                    .filter(one -> EARLY.contains(one.type()) || FOLLOWERS.contains(one.type()) || isRoutine(one))
                    .filter(early::add)
                    .forEach(open::add);
        }
        return early;
    }

    /** Of objects that stay; while the columns are still there that some of them speak of. */
    private void takeBackFollowers(Set<Definition> early) {
        here.forEach((key, own) -> {
            boolean ofSequence = own.is("SEQUENCE OWNED BY") && !there.containsKey("SEQUENCE " + own.label());
            if (FOLLOWERS.contains(own.type())
                    && !there.containsKey(key)
                    && !kept.contains(key)
                    && !early.contains(own)
                    && !ofSequence) {
                takeBack(own);
            }
        });
    }

    private void drop(Set<Definition> early, boolean first) {
        List<Definition> reversed = new ArrayList<>(here.values());
        Collections.reverse(reversed);
        for (Definition own : reversed) {
            String key = dependents.key(own);
            boolean gone = early.contains(own);
            if (kept.contains(key) || gone != first || (!gone && there.containsKey(key))) {
                continue;
            }
            boolean again = there.containsKey(key);
            if (FOLLOWERS.contains(own.type()) || isIdentity(own)) {
                continue;
            }
            String statement = new Drops(connection).of(own);
            if (statement != null) {
                statements.add(statement);
            }
            changes.add(new SchemaChange(again ? Action.REPLACE : Action.DROP, own.type(), own.label()));
        }
    }

    private void create(Set<Definition> early) {
        there.forEach((key, wanted) -> {
            Definition own = here.get(key);
            TableChanges table = tables.get(key);
            if (own == null || early.contains(own)) {
                if (own == null && !FOLLOWERS.contains(wanted.type()) && !wanted.is("INDEX ATTACH", "TABLE ATTACH")) {
                    changes.add(new SchemaChange(Action.CREATE, wanted.type(), wanted.label()));
                }
                statements.add(wanted.text());
            } else if (table != null) {
                statements.addAll(table.statements());
                owner(wanted, own);
            } else if (!own.comparable().equals(wanted.comparable())) {
                change(own, wanted);
            } else if (wanted.is("ACL") && isTakenBack(wanted)) {
                // A right to the whole table takes that to its columns along when it goes.
                statements.add(wanted.text());
            }
        });
    }

    private boolean isTakenBack(Definition acl) {
        return takenBack.stream().anyMatch(label -> belongs(acl, label));
    }

    /** Whether these grants are the object's, or those of its columns. */
    private static boolean belongs(Definition acl, String label) {
        return acl.label().equals(label)
                || (label.contains(".TABLE ")
                        && acl.label().startsWith(label.replaceFirst("\\.TABLE ", ".COLUMN ") + "."));
    }

    private void change(Definition own, Definition wanted) {
        if (FOLLOWERS.contains(own.type())) {
            if (own.is("DEFAULT ACL") || (own.is("ACL") && !isTakenBack(own))) {
                takeBack(own);
            }
            statements.add(wanted.text());
        } else if (isRoutine(own)) {
            if (wanted.text()
                    .lines()
                    .anyMatch(line -> line.contains(OWNER) && !own.text().contains(line))) {
                grantsAnew(wanted);
            }
            statements.add(wanted.text().replaceFirst("^CREATE (FUNCTION|PROCEDURE) ", "CREATE OR REPLACE $1 "));
        } else {
            new InPlace(connection, other).change(own, wanted).forEach(statements::add);
            owner(wanted, own);
        }
        changes.add(new SchemaChange(Action.REPLACE, own.type(), own.label()));
    }

    /** The owner stands in a statement of its own. */
    private void owner(Definition wanted, Definition own) {
        wanted.text()
                .lines()
                .filter(line -> line.startsWith("ALTER ")
                        && line.contains(OWNER)
                        && !own.text().contains(line))
                .forEach(line -> {
                    grantsAnew(wanted);
                    statements.add(line.replaceFirst(";$", ""));
                    changes.add(new SchemaChange(Action.ALTER, wanted.type(), wanted.label()));
                });
    }

    /** A new owner takes over what the old one had been granted, mixed with its own: all is taken back before, and given again. */
    private void grantsAnew(Definition wanted) {
        String label = (wanted.schema().equals("-") ? "" : wanted.schema() + ".") + wanted.type() + " " + wanted.name();
        here.values().stream()
                .filter(acl -> acl.is("ACL") && belongs(acl, label))
                .forEach(acl -> statements.addAll(Followers.takeBack(acl)));
        takenBack.add(label);
    }

    private void takeBack(Definition own) {
        List<String> undone = Followers.takeBack(own);
        if (own.is("ACL")) {
            takenBack.add(own.label());
        }
        statements.addAll(undone);
        if (!undone.isEmpty() && !there.containsKey(dependents.key(own))) {
            changes.add(new SchemaChange(Action.DROP, own.type(), own.label()));
        }
    }

    /** Materialized views that were made anew and had rows, or are new. */
    private void refresh(Set<Definition> early) {
        there.forEach((key, wanted) -> {
            Definition own = here.get(key);
            if (wanted.is("MATERIALIZED VIEW") && (own == null || early.contains(own))) {
                String name = TargetNames.of(connection, wanted.schema(), wanted.name());
                if (own == null || living.isFilled(name)) {
                    statements.add("REFRESH MATERIALIZED VIEW " + name);
                }
            }
        });
    }

    /** A sequence that is made anew goes on behind the ids that are there, and where the set's was. */
    private void moveSequences() {
        there.forEach((key, wanted) -> {
            if (wanted.is("SEQUENCE") && !here.containsKey(key)) {
                statements.addAll(
                        living.moveSequence(other, TargetNames.of(connection, wanted.schema(), wanted.name())));
            }
        });
    }

    /** What CREATE OR REPLACE cannot change. */
    private static List<String> signature(Connection side, Definition routine) {
        return Sql.strings(
                side,
                "SELECT pg_get_function_arguments(oid) || ' ' || coalesce(pg_get_function_result(oid), '') FROM pg_proc"
                        + " WHERE oid = ?::oid",
                routine.oid());
    }

    private static boolean isRoutine(Definition definition) {
        return definition.is("FUNCTION", "PROCEDURE");
    }

    /** The sequence of an identity column is part of its table. */
    private static boolean isIdentity(Definition definition) {
        return definition.is("SEQUENCE") && definition.text().contains(" ADD GENERATED ");
    }

    /** What is left after the statements, but for what is kept on purpose: it could not be done. */
    List<String> residue(Map<String, Definition> after) {
        return new Residue(there, kept, tables).of(after);
    }
}

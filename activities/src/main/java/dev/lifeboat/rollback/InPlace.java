package dev.lifeboat.rollback;

import dev.lifeboat.restore.Sql;
import dev.lifeboat.restore.TargetNames;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can be changed of types, domains and sequences while tables stand on them. */
final class InPlace {
    private final Connection connection;
    private final Connection other;

    InPlace(Connection connection, Connection other) {
        this.connection = connection;
        this.other = other;
    }

    /** Nothing where there is no way: the rehearsal shows it. */
    List<String> change(Definition own, Definition wanted) {
        String name = TargetNames.of(connection, own.schema(), own.name());
        return switch (own.type()) {
            case "TYPE" -> labels(name);
            case "DOMAIN" -> domain(name);
            case "SEQUENCE" -> sequence(name);
            default -> List.of();
        };
    }

    /** Values that an enum has lost. One that it has gained cannot be taken from it. */
    private List<String> labels(String name) {
        List<String> here = labels(connection, name);
        List<String> there = labels(other, name);
        List<String> statements = new ArrayList<>();
        for (int place = 0; place < there.size(); place++) {
            if (!here.contains(there.get(place))) {
                statements.add("ALTER TYPE " + name + " ADD VALUE " + there.get(place)
                        + (place == 0
                                ? here.isEmpty() ? "" : " BEFORE " + here.get(0)
                                : " AFTER " + there.get(place - 1)));
            }
        }
        return statements;
    }

    private static List<String> labels(Connection side, String name) {
        return Sql.strings(
                side,
                "SELECT quote_literal(enumlabel) FROM pg_enum WHERE enumtypid = ?::regtype ORDER BY enumsortorder",
                name);
    }

    private List<String> domain(String name) {
        List<String> statements = new ArrayList<>();
        Map<String, String> here = constraints(connection, name);
        Map<String, String> there = constraints(other, name);
        here.forEach((constraint, definition) -> {
            if (!definition.equals(there.get(constraint))) {
                statements.add("ALTER DOMAIN " + name + " DROP CONSTRAINT " + constraint);
            }
        });
        there.forEach((constraint, definition) -> {
            if (!definition.equals(here.get(constraint))) {
                statements.add("ALTER DOMAIN " + name + " ADD CONSTRAINT " + constraint + " " + definition);
            }
        });
        String attributes =
                "SELECT CASE WHEN typdefault IS NULL THEN 'DROP DEFAULT' ELSE 'SET DEFAULT ' || pg_get_expr(typdefaultbin, 0) END"
                        + " || E'\\n' || CASE WHEN typnotnull THEN 'SET' ELSE 'DROP' END || ' NOT NULL' FROM pg_type WHERE oid = ?::regtype";
        String own = Sql.strings(connection, attributes, name).get(0);
        String wanted = Sql.strings(other, attributes, name).get(0);
        if (!own.equals(wanted)) {
            wanted.lines().forEach(line -> statements.add("ALTER DOMAIN " + name + " " + line));
        }
        return statements;
    }

    private static Map<String, String> constraints(Connection side, String name) {
        Map<String, String> constraints = new LinkedHashMap<>();
        Sql.query(
                side,
                "SELECT quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
                        + " WHERE contypid = ?::regtype AND contype = 'c' ORDER BY conname",
                row -> constraints.put(row.getString(1), row.getString(2)),
                name);
        return constraints;
    }

    private List<String> sequence(String name) {
        return Sql.strings(other, """
                SELECT format('AS %s INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s %s', seqtypid::regtype,
                    seqincrement, seqmin, seqmax, seqstart, seqcache, CASE WHEN seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END)
                FROM pg_sequence WHERE seqrelid = ?::regclass""", name).stream()
                .map(settings -> "ALTER SEQUENCE " + name + " " + settings)
                .toList();
    }
}

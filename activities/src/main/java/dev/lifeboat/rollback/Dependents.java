package dev.lifeboat.rollback;

import dev.lifeboat.restore.Sql;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Which definitions of a database stand on which. */
final class Dependents {
    private final Map<Integer, Definition> byId = new HashMap<>();
    private final Map<Integer, String> keys = new HashMap<>();
    private final Map<Integer, List<Definition>> dependents = new HashMap<>();

    private Dependents() {}

    /** @param definitions of the database that the connection leads to, by key */
    static Dependents of(Connection connection, Map<String, Definition> definitions) {
        Dependents all = new Dependents();
        definitions.forEach((key, definition) -> {
            all.byId.put(definition.id(), definition);
            all.keys.put(definition.id(), key);
        });
        definitions.values().forEach(definition -> definition.dependsOn().forEach(id -> all.add(definition, id)));
        all.addFromCatalogue(connection);
        return all;
    }

    private void add(Definition definition, int on) {
        dependents.computeIfAbsent(on, any -> new ArrayList<>()).add(definition);
    }

    /** A dump does not say what a view reads, and what takes or gives rows of a table. */
    private void addFromCatalogue(Connection connection) {
        Map<List<Long>, Definition> byOid = new HashMap<>();
        byId.values().stream()
                .filter(definition -> definition.oid() != 0)
                .forEach(definition -> byOid.put(List.of(definition.catalogue(), definition.oid()), definition));
        Sql.query(connection, """
                        SELECT CASE WHEN r.rulename = '_RETURN' THEN 1259 ELSE d.classid::bigint END,
                               CASE WHEN r.rulename = '_RETURN' THEN r.ev_class ELSE d.objid END::bigint,
                               CASE WHEN t.typrelid <> 0 THEN 1259 ELSE d.refclassid::bigint END,
                               CASE WHEN t.typrelid <> 0 THEN t.typrelid ELSE d.refobjid END::bigint
                        FROM pg_depend d
                        LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
                        LEFT JOIN pg_type t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid
                        WHERE d.refobjid >= 16384 AND d.objid >= 16384""", row -> List.of(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .forEach(edge -> {
                    Definition definition = byOid.get(edge.subList(0, 2));
                    Definition on = byOid.get(edge.subList(2, 4));
                    if (definition != null && on != null && definition.id() != on.id()) {
                        add(definition, on.id());
                    }
                });
    }

    /** What stands on it directly. */
    List<Definition> on(Definition definition) {
        return dependents.getOrDefault(definition.id(), List.of());
    }

    /** What it stands on by the dump. */
    Stream<Definition> under(Definition definition) {
        return definition.dependsOn().stream().map(byId::get).filter(Objects::nonNull);
    }

    /** The key that this definition of the database has. */
    String key(Definition definition) {
        return Objects.requireNonNull(keys.get(definition.id()));
    }
}

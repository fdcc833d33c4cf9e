package dev.lifeboat.repair;

import static dev.lifeboat.error.ErrorCode.PRIVILEGE_MISSING;
import static dev.lifeboat.error.ErrorCode.TARGET_UNSUITABLE;
import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.PhaseLayout;
import dev.lifeboat.restore.Sql;
import dev.lifeboat.restore.TargetNames;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the tables of a repair in set and target, and what stands in the way. */
final class RepairedTables {
    private static final String SCHEMA = "_lifeboat_repair";

    private final Connection connection;
    private final Manifest manifest;
    private final List<String> blockers = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private record Column(String name, String type, boolean required, boolean generated) {}

    RepairedTables(Connection connection, Manifest manifest) {
        this.connection = connection;
        this.manifest = manifest;
    }

    List<String> blockers() {
        return List.copyOf(blockers);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** The tables that can be repaired, those that others refer to first; throws USAGE for one that the set does not have. */
    List<RepairedTable> find(List<String> names, boolean deleteExtra) {
        Map<Long, String> roots = PhaseLayout.rootNames(manifest, Set.copyOf(names));
        List<RepairedTable> tables = new ArrayList<>();
        for (String name : names.stream().sorted().distinct().toList()) {
            List<TableInfo> infos = manifest.tables().stream()
                    .filter(table -> table.qualifiedName().equals(name)
                            || (table.root() != 0 && name.equals(roots.get(table.root()))))
                    .toList();
            if (infos.isEmpty()) {
                throw new LifeboatException(USAGE, "set " + manifest.set() + " has no table " + name);
            }
            extents(name, infos, deleteExtra);
            table(name, infos, tables.size(), deleteExtra).ifPresent(tables::add);
        }
        if (deleteExtra) {
            tables.forEach(table -> cascades(table, tables));
        }
        return inOrder(tables);
    }

    private void extents(String name, List<TableInfo> infos, boolean deleteExtra) {
        if (infos.stream().allMatch(info -> info.extent() == Extent.NONE)) {
            block(TARGET_UNSUITABLE, "set " + manifest.set() + " holds no row of " + name);
        } else if (deleteExtra && infos.stream().anyMatch(info -> info.extent() != Extent.WHOLE)) {
            block(TARGET_UNSUITABLE, "set " + manifest.set() + " holds only some rows of " + name + ": none is extra");
        }
    }

    private Optional<RepairedTable> table(String label, List<TableInfo> infos, int number, boolean deleteExtra) {
        int dot = label.indexOf('.');
        String name = TargetNames.of(connection, label.substring(0, dot), label.substring(dot + 1));
        List<Long> oids = Sql.query(
                connection,
                "SELECT c.oid::bigint FROM pg_class c WHERE c.oid = to_regclass(?) AND c.relkind IN ('r', 'p')",
                row -> row.getLong(1),
                name);
        if (oids.isEmpty()) {
            block(TARGET_UNSUITABLE, "the target has no table " + label);
            return Optional.empty();
        }
        long oid = oids.get(0);
        List<String> key = Sql.strings(connection, """
                SELECT quote_ident(a.attname) FROM pg_index i, unnest(i.indkey::int2[]) WITH ORDINALITY k (num, place)
                JOIN pg_attribute a ON a.attnum = k.num WHERE i.indrelid = ?::oid AND a.attrelid = i.indrelid AND i.indisprimary
                ORDER BY k.place""", oid);
        List<Column> columns = Sql.query(
                connection,
                """
                SELECT quote_ident(attname), format_type(atttypid, atttypmod), attnotnull AND NOT atthasdef AND attidentity = '',
                       attgenerated <> ''
                FROM pg_attribute WHERE attrelid = ?::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum""",
                row -> new Column(row.getString(1), row.getString(2), row.getBoolean(3), row.getBoolean(4)),
                oid);
        if (Sql.holds(connection, "SELECT row_security_active(?::oid)", oid)) {
            block(
                    PRIVILEGE_MISSING,
                    "row security hides rows of " + label + " from the repair's role; it needs BYPASSRLS");
        }
        if (key.isEmpty() && deleteExtra) {
            block(
                    TARGET_UNSUITABLE,
                    label + " has no primary key: its rows cannot be told from each other, and none is deleted");
        }
        return columns(label, key, columns, infos.get(0))
                .map(table -> new RepairedTable(
                        label,
                        oid,
                        name,
                        SCHEMA + ".side_" + number,
                        infos,
                        table.setColumns(),
                        table.sideTypes(),
                        table.ownColumns(),
                        table.common(),
                        key));
    }

    private record Matched(
            List<String> setColumns, List<String> sideTypes, List<String> ownColumns, List<String> common) {}

    private Optional<Matched> columns(String label, List<String> key, List<Column> columns, TableInfo info) {
        List<String> setColumns = info.columns().stream()
                .map(column -> TargetNames.quote(connection, column))
                .toList();
        List<Column> own =
                columns.stream().filter(column -> !column.generated()).toList();
        List<String> common =
                own.stream().map(Column::name).filter(setColumns::contains).toList();
        if (!common.containsAll(key)) {
            block(
                    TARGET_UNSUITABLE,
                    label
                            + " has a primary key with a column that the set lacks: its rows cannot be told from each other");
            return Optional.empty();
        }
        for (Column column : own) {
            if (!setColumns.contains(column.name()) && column.required()) {
                block(
                        TARGET_UNSUITABLE,
                        "column " + column.name() + " of " + label
                                + " is NOT NULL without a default, and new since the set: give it a default, or repair without it");
            } else if (!setColumns.contains(column.name())) {
                warnings.add("column " + column.name() + " of " + label + " is new since the set: it is left as it is");
            }
        }
        setColumns.stream()
                .filter(column -> !common.contains(column))
                .forEach(column -> warnings.add(
                        "column " + column + " of " + label + " is no longer in the target: its values are left out"));
        List<String> types = setColumns.stream()
                .map(column -> own.stream()
                        .filter(candidate -> candidate.name().equals(column))
                        .map(Column::type)
                        .findFirst()
                        .orElse("text"))
                .toList();
        return Optional.of(
                new Matched(setColumns, types, own.stream().map(Column::name).toList(), common));
    }

    /** Deleting a row must not delete or change others that nobody looked at. */
    private void cascades(RepairedTable table, List<RepairedTable> all) {
        Set<Long> repaired = all.stream().map(RepairedTable::oid).collect(Collectors.toSet());
        Sql.query(connection, """
                        SELECT k.conrelid::bigint, k.conrelid::regclass::text || ' (' || k.conname || ')' FROM pg_constraint k
                        WHERE k.contype = 'f' AND k.confrelid = ?::oid AND k.confdeltype IN ('c', 'n', 'd')""", row -> Map.entry(row.getLong(1), row.getString(2)), table.oid()).stream()
                .filter(key -> !repaired.contains(key.getKey()))
                .forEach(key -> block(
                        TARGET_UNSUITABLE,
                        "deleting rows of " + table.label() + " would delete or change rows of " + key.getValue()
                                + ": repair that table too, or leave extra rows"));
    }

    /** Those that others refer to first; within a circle, as they were named. */
    private List<RepairedTable> inOrder(List<RepairedTable> tables) {
        List<RepairedTable> ordered = new ArrayList<>();
        Set<Long> visited = new HashSet<>();
        Map<Long, List<Long>> refers = Sql.query(
                        connection,
                        "SELECT conrelid::bigint, confrelid::bigint FROM pg_constraint WHERE contype = 'f'",
                        row -> Map.entry(row.getLong(1), row.getLong(2)))
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        tables.forEach(table -> visit(table, tables, refers, visited, ordered));
        return ordered;
    }

    private static void visit(
            RepairedTable table,
            List<RepairedTable> tables,
            Map<Long, List<Long>> refers,
            Set<Long> visited,
            List<RepairedTable> ordered) {
        if (!visited.add(table.oid())) {
            return;
        }
        for (long referenced : Objects.requireNonNullElse(refers.get(table.oid()), List.<Long>of())) {
            tables.stream()
                    .filter(candidate -> candidate.oid() == referenced)
                    .forEach(candidate -> visit(candidate, tables, refers, visited, ordered));
        }
        ordered.add(table);
    }

    private void block(ErrorCode code, String message) {
        blockers.add(code.name() + ": " + message);
    }
}

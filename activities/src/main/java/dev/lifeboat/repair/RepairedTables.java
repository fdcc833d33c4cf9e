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

    private record Found(long oid, boolean partitioned) {}

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
        List<String> sorted = names.stream().sorted().distinct().toList();
        for (String name : sorted) {
            List<TableInfo> infos = manifest.tables().stream()
                    .filter(table -> table.qualifiedName().equals(name)
                            || (table.root() != 0 && name.equals(roots.get(table.root()))))
                    .toList();
            if (infos.isEmpty()) {
                throw new LifeboatException(USAGE, "set " + manifest.set() + " has no table " + name);
            }
            extents(name, infos, deleteExtra);
            table(name, infos, sorted.indexOf(name), deleteExtra).ifPresent(tables::add);
        }
        tables.forEach(table -> cascades(table, tables, deleteExtra));
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
        List<Found> found = Sql.query(
                connection,
                "SELECT c.oid::bigint, c.relkind = 'p' FROM pg_class c WHERE c.oid = to_regclass(?) AND c.relkind IN ('r', 'p')",
                row -> new Found(row.getLong(1), row.getBoolean(2)),
                name);
        if (found.isEmpty()) {
            block(TARGET_UNSUITABLE, "the target has no table " + label);
            return Optional.empty();
        }
        long oid = found.get(0).oid();
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
                        found.get(0).partitioned(),
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

    /** Deleting or changing a row must not delete or change others that nobody looked at. */
    private void cascades(RepairedTable table, List<RepairedTable> all, boolean deleteExtra) {
        Set<Long> repaired = all.stream().map(RepairedTable::oid).collect(Collectors.toSet());
        for (Reference key : Sql.query(
                connection,
                """
                SELECT coalesce(nullif(pg_partition_root(k.conrelid)::oid, 0), k.conrelid)::bigint,
                       k.conrelid::regclass::text || ' (' || k.conname || ')', k.confdeltype IN ('c', 'n', 'd'),
                       k.confupdtype IN ('c', 'n', 'd') AND NOT (k.confkey::int2[] <@ coalesce((SELECT i.indkey::int2[]
                           FROM pg_index i WHERE i.indrelid = k.confrelid AND i.indisprimary), '{}'))
                FROM pg_constraint k
                WHERE k.contype = 'f' AND k.conparentid = 0
                  AND coalesce(nullif(pg_partition_root(k.confrelid)::oid, 0), k.confrelid) = ?::oid""",
                row -> new Reference(row.getLong(1), row.getString(2), row.getBoolean(3), row.getBoolean(4)),
                table.oid())) {
            if (repaired.contains(key.table())) {
                continue;
            }
            if (deleteExtra && key.onDelete()) {
                block(
                        TARGET_UNSUITABLE,
                        "deleting rows of " + table.label() + " would delete or change rows of " + key.label()
                                + ": repair that table too, or leave extra rows");
            }
            if (key.onUpdate()) {
                block(
                        TARGET_UNSUITABLE,
                        "changing rows of " + table.label() + " could change rows of " + key.label()
                                + ", which refers to other columns than the primary key: repair that table too");
            }
        }
    }

    /**
     * A foreign key to a repaired table.
     *
     * @param onUpdate whether its rows change with columns that are not of the primary key
     */
    private record Reference(long table, String label, boolean onDelete, boolean onUpdate) {}

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

package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.LargeObjects;
import dev.lifeboat.archive.OutsideRows;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.archive.TableName;
import dev.lifeboat.backup.SourceCatalog.SizedTable;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.CopyEncoding;
import dev.lifeboat.set.Form;
import dev.lifeboat.set.SetContent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which rows of a source a set is to hold. Not thread-safe. */
final class ChosenRows {
    private final SourceCatalog catalog;
    private final SetContent content;
    private @Nullable Map<Long, String> roots;

    /** A foreign key with its columns, quoted, in pairs. */
    private record Key(String name, long table, long referenced, List<String> own, List<String> other) {}

    ChosenRows(SourceCatalog catalog, SetContent content) {
        this.catalog = catalog;
        this.content = content;
    }

    /** All tables, each with how much of it is chosen. */
    List<SizedTable> tables() {
        return catalog.tables().stream()
                .map(table -> new SizedTable(
                        table.info().withExtent(extent(names(table.info()))), table.heapBytes(), table.bytes()))
                .toList();
    }

    /** The chosen tables by name, with their partitions and what stands between; none: all of the database. */
    List<TableName> relations() {
        return content.tables().isEmpty()
                ? List.of()
                : catalog.query("""
                        WITH RECURSIVE tree AS (
                            SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                            WHERE n.nspname || '.' || c.relname = ANY (?) AND c.relkind IN ('r', 'p')
                            UNION SELECT i.inhrelid FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid
                                  JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition)
                        SELECT n.nspname, c.relname FROM tree JOIN pg_catalog.pg_class c ON c.oid = tree.oid
                        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ORDER BY 1, 2
                        """, row -> new TableName(row.getString(1), row.getString(2)), (Object)
                        content.tables().toArray(String[]::new));
    }

    /** The condition for a table's rows, in brackets; {@code true} if there is none. */
    String condition(String qualifiedName, long oid) {
        if (content.where().isEmpty()) {
            return "true";
        }
        String condition = names(qualifiedName, oid).stream()
                .filter(name -> content.where().containsKey(name))
                .map(name -> Condition.inBrackets(name, content.where().getOrDefault(name, "true")))
                .collect(Collectors.joining(" AND "));
        return condition.isEmpty() ? "true" : condition;
    }

    /**
     * Throws USAGE, naming it, for a table that the source does not have and a condition that the server does not take; and
     * for what a form cannot hold.
     *
     * @param encoding the database's
     */
    void check(String encoding) {
        Map<String, TableInfo> known = new HashMap<>();
        for (SizedTable table : catalog.tables()) {
            names(table.info()).forEach(name -> known.put(name, table.info()));
            if (content.form() == Form.SQL
                    && LargeObjects.contains(table.info())
                    && content.tables().isEmpty()) {
                throw new LifeboatException(
                        USAGE,
                        "the database holds large objects, which the form sql does not bring back in phases; archive does");
            }
        }
        Set<String> asked = new TreeSet<>(content.tables());
        asked.addAll(content.where().keySet());
        List<String> unknown =
                asked.stream().filter(name -> !known.containsKey(name)).toList();
        if (!unknown.isEmpty()) {
            throw new LifeboatException(USAGE, "the database has no table " + String.join(", ", unknown));
        }
        if (content.form() == Form.JSON && encoding.equals(CopyEncoding.RAW)) {
            throw new LifeboatException(
                    USAGE, "the database's encoding is SQL_ASCII: its text may be no JSON; archive holds any bytes");
        }
        content.where().keySet().forEach(name -> tryCondition(name, known));
    }

    private void tryCondition(String name, Map<String, TableInfo> known) {
        TableInfo table = known.get(name);
        if (table == null) {
            return;
        }
        try {
            catalog.query(
                    "EXPLAIN SELECT FROM ONLY " + catalog.quoted(table) + " WHERE "
                            + Condition.inBrackets(name, content.where().getOrDefault(name, "true")),
                    row -> row.getString(1));
        } catch (LifeboatException e) {
            throw e.code() == USAGE
                    ? e
                    : new LifeboatException(USAGE, "the condition for " + name + " is refused; " + e.getMessage(), e);
        }
    }

    /** What the chosen rows refer to and the set does not hold. Reads the keys of the referring tables. */
    List<OutsideRows> outside() {
        if (!content.rows()
                || content.holdsEverything()
                || (content.tables().isEmpty() && content.where().isEmpty())) {
            return List.of();
        }
        List<TableInfo> tables = tables().stream().map(SizedTable::info).toList();
        Map<Long, List<TableInfo>> leaves = new HashMap<>();
        for (TableInfo table : tables) {
            leaves.computeIfAbsent(table.oid(), oid -> new ArrayList<>()).add(table);
            if (table.root() != 0) {
                leaves.computeIfAbsent(table.root(), oid -> new ArrayList<>()).add(table);
            }
        }
        List<OutsideRows> outside = new ArrayList<>();
        for (Key key : keys()) {
            List<TableInfo> from = chosen(leaves.getOrDefault(key.table(), List.of()));
            List<TableInfo> to = leaves.getOrDefault(key.referenced(), List.of());
            boolean whole = to.stream().allMatch(table -> table.extent() == Extent.WHOLE);
            long rows = from.isEmpty() || whole ? 0 : count(key, from, chosen(to));
            if (rows > 0) {
                outside.add(new OutsideRows(key.name(), name(key.table(), from), name(key.referenced(), to), rows));
            }
        }
        return outside;
    }

    private long count(Key key, List<TableInfo> from, List<TableInfo> to) {
        StringBuilder query = new StringBuilder("SELECT count(*) FROM (SELECT DISTINCT ")
                .append(String.join(", ", key.own()))
                .append(" FROM ")
                .append(rows(from, key.own()))
                .append(" f WHERE ")
                .append(key.own().stream()
                        .map(column -> column + " IS NOT NULL")
                        .collect(Collectors.joining(" AND ")));
        if (!to.isEmpty()) {
            List<String> pairs = new ArrayList<>();
            for (int i = 0; i < key.own().size(); i++) {
                pairs.add("t." + key.other().get(i) + " = f." + key.own().get(i));
            }
            query.append(" AND NOT EXISTS (SELECT FROM ")
                    .append(rows(to, key.other()))
                    .append(" t WHERE ")
                    .append(String.join(" AND ", pairs))
                    .append(')');
        }
        return catalog.query(query.append(") missing").toString(), row -> row.getLong(1))
                .get(0);
    }

    private String rows(List<TableInfo> tables, List<String> columns) {
        return tables.stream()
                .map(table -> "SELECT " + String.join(", ", columns) + " FROM ONLY " + catalog.quoted(table) + " WHERE "
                        + condition(table.qualifiedName(), table.oid()))
                .collect(Collectors.joining(" UNION ALL ", "(", ")"));
    }

    private static List<TableInfo> chosen(List<TableInfo> tables) {
        return tables.stream().filter(table -> table.extent() != Extent.NONE).toList();
    }

    private String name(long oid, List<TableInfo> tables) {
        TableInfo table = tables.get(0);
        String root = table.oid() == oid ? null : roots().get(table.oid());
        return root == null ? table.qualifiedName() : root;
    }

    private List<Key> keys() {
        return catalog.query(
                """
                SELECT k.conname, k.conrelid::bigint, k.confrelid::bigint,
                       array(SELECT pg_catalog.quote_ident(a.attname) FROM unnest(k.conkey) WITH ORDINALITY c (num, place)
                             JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = c.num ORDER BY c.place),
                       array(SELECT pg_catalog.quote_ident(a.attname) FROM unnest(k.confkey) WITH ORDINALITY c (num, place)
                             JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = c.num ORDER BY c.place)
                FROM pg_catalog.pg_constraint k WHERE k.contype = 'f' AND k.conparentid = 0 ORDER BY k.oid
                """,
                row -> new Key(
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        List.of((String[]) row.getArray(4).getArray()),
                        List.of((String[]) row.getArray(5).getArray())));
    }

    private Extent extent(Set<String> names) {
        boolean chosen = content.tables().isEmpty() || names.stream().anyMatch(content.tables()::contains);
        if (!content.rows() || !chosen) {
            return Extent.NONE;
        }
        return names.stream().anyMatch(name -> content.where().containsKey(name)) ? Extent.PART : Extent.WHOLE;
    }

    private Set<String> names(TableInfo table) {
        return names(table.qualifiedName(), table.oid());
    }

    /** The table's own, and that of the topmost table above it. */
    private Set<String> names(String qualifiedName, long oid) {
        Set<String> names = new TreeSet<>(Set.of(qualifiedName));
        String root = roots().get(oid);
        if (root != null) {
            names.add(root);
        }
        return names;
    }

    /** Names of the topmost tables above partitions, by the partition's OID. */
    private Map<Long, String> roots() {
        if (roots != null) {
            return roots;
        }
        Map<Long, String> names = new HashMap<>();
        catalog.query("""
                SELECT c.oid::bigint, n.nspname || '.' || top.relname
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_class top ON top.oid = pg_catalog.pg_partition_root(c.oid)
                JOIN pg_catalog.pg_namespace n ON n.oid = top.relnamespace WHERE c.relispartition
                """, row -> names.put(row.getLong(1), row.getString(2)));
        roots = names;
        return names;
    }
}

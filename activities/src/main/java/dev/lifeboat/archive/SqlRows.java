package dev.lifeboat.archive;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts and hashes the rows of the tables in a SQL file as they pass. Not thread-safe. */
public final class SqlRows implements SqlTables.Listener {
    private final Map<TableName, TableInfo> expected = new LinkedHashMap<>();
    /** pg_dump loads some partitions through the topmost table: then the first of them stands for all. */
    private final Map<TableName, TableInfo> families = new HashMap<>();

    private final Map<TableName, TableInfo> found = new HashMap<>();
    private @Nullable TableInfo current;
    private RowHash hash = new RowHash();
    private long bytes;
    private @Nullable String twice;

    /** @param tables those without rows in the set are not looked for */
    public SqlRows(List<TableInfo> tables) {
        for (TableInfo table : tables) {
            if (table.extent() != Extent.NONE) {
                expected.put(name(table), table);
                if (table.through() != null) {
                    families.putIfAbsent(table.through(), table);
                }
            }
        }
    }

    /** The table that rows under this heading are counted for; null: it is the heading of none. */
    public @Nullable TableInfo resolve(TableName heading, List<String> columns) {
        TableInfo known = expected.getOrDefault(heading, families.get(heading));
        boolean same = known != null
                && known.columns().size() == columns.size()
                && known.columns().containsAll(columns);
        return same ? known : null;
    }

    @Override
    public boolean begin(TableName heading, List<String> columns) {
        TableInfo known = resolve(heading, columns);
        if (known == null) {
            return false;
        }
        hash = new RowHash();
        bytes = 0;
        TableInfo before = found.get(name(known));
        if (before != null && families.containsKey(heading)) {
            hash.add(before.hash(), before.rows());
            bytes = before.bytes();
        } else if (before != null) {
            twice = known.qualifiedName();
        }
        current = known.withColumns(columns);
        return true;
    }

    @Override
    public void row(byte[] copy, int length) {
        hash.add(copy, 0, length);
        bytes += length;
    }

    @Override
    public void end() {
        if (current != null) {
            found.put(name(current), current.withParts(hash.rows(), bytes, hash.hex(), List.of()));
            current = null;
        }
    }

    /** The table with what was found of it, or as it is if nothing was looked for. */
    public TableInfo of(TableInfo table) {
        return found.getOrDefault(name(table), table);
    }

    /** A table whose rows stand there twice, as far as that can be told from the text; null: none. */
    public @Nullable String twice() {
        return twice;
    }

    /** A table whose rows are not there; null: none. */
    public @Nullable String missing() {
        return expected.values().stream()
                .filter(table -> !found.containsKey(name(table)) && !found.containsKey(head(table)))
                .map(TableInfo::qualifiedName)
                .findFirst()
                .orElse(null);
    }

    /** What differs from the tables that were expected, in words; null: nothing. */
    public @Nullable String problem() {
        if (missing() != null) {
            return "lacks the rows of " + missing();
        }
        return found.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(expected.get(entry.getKey())))
                .map(entry -> "has other rows of " + entry.getValue().qualifiedName() + " than its manifest names")
                .sorted()
                .findFirst()
                .orElse(twice == null ? null : "has the rows of " + twice + " twice");
    }

    private TableName head(TableInfo table) {
        TableName through = table.through();
        TableInfo first = through == null ? null : families.get(through);
        return name(first == null ? table : first);
    }

    private static TableName name(TableInfo table) {
        return new TableName(table.schema(), table.name());
    }
}

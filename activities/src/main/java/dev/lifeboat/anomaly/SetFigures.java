package dev.lifeboat.anomaly;

import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.runbook.Compression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A set in the figures that are compared; a manifest of a hundred thousand parts is let go for it.
 *
 * @param tables by name; partitions by the OID of their topmost table
 * @param changed per cent that differ from the set before; null: there is none to compare with
 */
record SetFigures(
        String set,
        Compression compression,
        long bytes,
        SortedMap<String, TableFigures> tables,
        @Nullable Double changed) {

    /** @param before the set before it of the same kind; null: there is none */
    static SetFigures of(Manifest manifest, @Nullable Manifest before) {
        SortedMap<String, List<TableInfo>> groups = new TreeMap<>();
        for (TableInfo table : manifest.tables()) {
            String key = table.root() == 0 ? table.qualifiedName() : "partitions of " + table.root();
            groups.computeIfAbsent(key, name -> new ArrayList<>()).add(table);
        }
        SortedMap<String, TableFigures> tables = new TreeMap<>();
        groups.forEach((key, leaves) -> tables.put(key, TableFigures.of(leaves)));
        return new SetFigures(
                manifest.set(),
                manifest.compression(),
                manifest.bytes(),
                tables,
                before == null ? null : changed(manifest, before));
    }

    /**
     * By rows and by parts, the lesser of the two: a part is either as it was or not, and one changed row of a table in one
     * part must not look as if the whole table had changed.
     */
    private static @Nullable Double changed(Manifest manifest, Manifest before) {
        Set<String> known = new HashSet<>();
        for (TableInfo table : before.tables()) {
            table.parts().forEach(part -> known.add(table.qualifiedName() + ' ' + part.hash()));
        }
        long rows = 0;
        long changedRows = 0;
        long parts = 0;
        long changedParts = 0;
        for (TableInfo table : manifest.tables()) {
            for (PartInfo part : table.parts()) {
                boolean same = known.contains(table.qualifiedName() + ' ' + part.hash());
                rows += part.rows();
                parts++;
                changedRows += same ? 0 : part.rows();
                changedParts += same ? 0 : 1;
            }
        }
        return rows < AnomalyWatch.LEAST_ROWS
                ? null
                : 100 * Math.min((double) changedRows / rows, (double) changedParts / parts);
    }
}

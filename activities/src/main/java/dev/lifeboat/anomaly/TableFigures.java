package dev.lifeboat.anomaly;

import dev.lifeboat.archive.PartInfo;
import dev.lifeboat.archive.TableInfo;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table of a set in figures; all partitions of one table together, since they come and go as time does.
 *
 * @param name {@code schema.table}, of partitions the first
 * @param names of all partitions, sorted, or the one name
 * @param storedBytes 0: they are not known by table
 * @param columns their types by name; an empty type where the set does not tell
 */
record TableFigures(
        String name, List<String> names, long rows, long bytes, long storedBytes, SortedMap<String, String> columns) {

    /** Of a table, or of all partitions of one. */
    static TableFigures of(List<TableInfo> leaves) {
        SortedMap<String, String> columns = new TreeMap<>();
        for (TableInfo leaf : leaves) {
            for (int i = 0; i < leaf.columns().size(); i++) {
                columns.put(
                        leaf.columns().get(i),
                        leaf.types().isEmpty() ? "" : leaf.types().get(i));
            }
        }
        List<String> names =
                leaves.stream().map(TableInfo::qualifiedName).sorted().toList();
        return new TableFigures(
                names.get(0),
                names,
                leaves.stream().mapToLong(TableInfo::rows).sum(),
                leaves.stream().mapToLong(TableInfo::bytes).sum(),
                leaves.stream()
                        .flatMap(leaf -> leaf.parts().stream())
                        .mapToLong(PartInfo::storedBytes)
                        .sum(),
                columns);
    }

    /** How many times smaller it is in the store; null: not known, or too small to tell. */
    @Nullable
    Double ratio() {
        return storedBytes == 0 || bytes < AnomalyWatch.LEAST_BYTES ? null : (double) bytes / storedBytes;
    }

    /** Bytes a row; null: too few rows to tell. */
    @Nullable
    Double rowBytes() {
        return rows < AnomalyWatch.LEAST_ROWS ? null : (double) bytes / rows;
    }
}

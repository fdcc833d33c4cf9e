package dev.lifeboat.restore;

import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.error.LifeboatException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A set as if it held only the rows that a restore brings back. */
final class SelectedRows {
    private SelectedRows() {}

    /** The set with all other tables empty; throws USAGE, naming it, for a table that it does not have. */
    static Manifest of(Manifest manifest, Selection selection) {
        if (selection.equals(Selection.ALL)) {
            return manifest;
        }
        Set<String> wanted = Set.copyOf(selection.tables());
        Map<Long, String> roots = PhaseLayout.rootNames(manifest, wanted);
        Set<String> unknown = new HashSet<>(wanted);
        manifest.tables().forEach(table -> unknown.remove(table.qualifiedName()));
        unknown.removeAll(roots.values());
        if (!unknown.isEmpty()) {
            throw new LifeboatException(
                    USAGE, "set " + manifest.set() + " has no table " + String.join(", ", List.copyOf(unknown)));
        }
        List<TableInfo> tables = manifest.tables().stream()
                .map(table -> selection.rows() && selected(table, wanted, roots) ? table : emptied(table))
                .toList();
        return manifest.withTables(tables);
    }

    private static boolean selected(TableInfo table, Set<String> wanted, Map<Long, String> roots) {
        return wanted.isEmpty()
                || wanted.contains(table.qualifiedName())
                || (table.root() != 0 && wanted.contains(roots.getOrDefault(table.root(), "")));
    }

    private static TableInfo emptied(TableInfo table) {
        return table.withExtent(Extent.NONE).withParts(0, 0, "0".repeat(32), List.of());
    }
}

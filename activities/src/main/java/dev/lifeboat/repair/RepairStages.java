package dev.lifeboat.repair;

import dev.lifeboat.archive.Extent;
import dev.lifeboat.archive.LargeObjects;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.TableInfo;
import dev.lifeboat.restore.PhaseLayout;
import dev.lifeboat.restore.PhaseLayout.PhaseTables;
import dev.lifeboat.restore.Sql;
import java.sql.Connection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which tables are compared, approved and mended together. */
final class RepairStages {
    private static final String ONE = "repair";

    private RepairStages() {}

    /** Names of tables by name of stage, in the order of the stages. */
    static Map<String, List<String>> of(Connection connection, Manifest manifest, RepairRequest request) {
        Map<String, List<String>> stages = new LinkedHashMap<>();
        if (!request.phased()) {
            stages.put(ONE, request.tables());
            return stages;
        }
        for (PhaseTables phase :
                PhaseLayout.of(manifest, request.runbook().phases()).phases()) {
            List<String> names = names(connection, manifest, phase.tables());
            if (!names.isEmpty()) {
                stages.put(phase.name(), names);
            }
        }
        return stages;
    }

    private static List<String> names(Connection connection, Manifest manifest, List<TableInfo> tables) {
        Set<String> names = new TreeSet<>();
        for (TableInfo table : tables) {
            if (table.extent() != Extent.NONE && !LargeObjects.contains(table)) {
                names.add(table.root() == 0 ? table.qualifiedName() : together(connection, manifest, tables, table));
            }
        }
        return List.copyOf(names);
    }

    /**
     * A partition with all its siblings is repaired through the topmost table of the target, which may be divided otherwise by now.
     */
    private static String together(Connection connection, Manifest manifest, List<TableInfo> tables, TableInfo leaf) {
        List<TableInfo> siblings = manifest.tables().stream()
                .filter(table -> table.root() == leaf.root())
                .toList();
        if (!tables.containsAll(siblings)) {
            return leaf.qualifiedName();
        }
        return siblings.stream()
                .flatMap(sibling -> Sql.strings(connection, """
                        SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.oid = pg_partition_root(to_regclass(format('%I.%I', ?::text, ?::text)))""", sibling.schema(), sibling.name()).stream())
                .filter(root -> PhaseLayout.rootNames(manifest, Set.of(root)).containsKey(leaf.root()))
                .findFirst()
                .orElse(leaf.qualifiedName());
    }
}

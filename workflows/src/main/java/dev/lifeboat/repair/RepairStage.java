package dev.lifeboat.repair;

import java.util.List;

/**
 * What is compared, approved and mended at once.
 *
 * @param name {@code repair}, or the phase's
 * @param tables {@code schema.table}
 * @param parts stored parts to load aside, numbered from 0
 * @param rows of the set's tables
 */
public record RepairStage(String name, List<String> tables, int parts, long rows) {
    public RepairStage {
        tables = List.copyOf(tables);
    }
}

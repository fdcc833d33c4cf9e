package dev.lifeboat.repair;

import java.util.List;

/**
 * What is approved.
 *
 * @param tables in the order in which they are repaired
 * @param evidence digest of set, target and differences, hex
 */
public record RepairComparison(List<TableDifference> tables, String evidence) {
    public RepairComparison {
        tables = List.copyOf(tables);
    }
}

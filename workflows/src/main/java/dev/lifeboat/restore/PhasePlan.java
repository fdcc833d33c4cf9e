package dev.lifeboat.restore;

import java.util.List;

/**
 * One phase of a plan.
 *
 * @param tables names of the first {@link #MOST_NAMES} tables: ten thousand would be more than Temporal takes without a warning
 * @param tableCount how many tables there are; null: those named
 * @param parts stored parts to load
 * @param loads activities that load them, numbered from 0: one for a large part, one for many small ones
 * @param bytes of COPY text
 */
public record PhasePlan(
        String name,
        List<String> tables,
        Integer tableCount,
        int parts,
        int loads,
        long rows,
        long bytes,
        long storedBytes) {
    /** How many names travel through history. The target knows all of them. */
    public static final int MOST_NAMES = 30;

    public PhasePlan {
        if (loads == 0 && parts > 0) {
            throw new IllegalArgumentException(
                    "phase " + name + " was planned by an earlier version: start the restore again");
        }
        tableCount = tableCount == null ? tables.size() : tableCount;
        tables = List.copyOf(tables.subList(0, Math.min(tables.size(), MOST_NAMES)));
    }

    /** The plan of these tables, however many there are. */
    public static PhasePlan of(
            String name, List<String> tables, int parts, int loads, long rows, long bytes, long storedBytes) {
        return new PhasePlan(name, tables, tables.size(), parts, loads, rows, bytes, storedBytes);
    }
}

package dev.lifeboat.restore;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One phase of a plan.
 *
 * @param tables names of the first {@link #MOST_NAMES} tables: ten thousand would be more than Temporal takes without a warning
 * @param tableCount how many tables there are; null: those named
 * @param parts stored parts to load
 * @param loads activities that load them, numbered from 0: one for a large part, one for many small ones
 * @param bytes of COPY text
 * @param forecast how long it will take; null: no earlier drill or restore tells
 */
public record PhasePlan(
        String name,
        List<String> tables,
        Integer tableCount,
        int parts,
        int loads,
        long rows,
        long bytes,
        long storedBytes,
        @Nullable PhaseForecast forecast) {
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
        return new PhasePlan(name, tables, tables.size(), parts, loads, rows, bytes, storedBytes, null);
    }

    /** The same with what earlier drills and restores tell; null: nothing. */
    public PhasePlan with(@Nullable PhaseForecast known) {
        return new PhasePlan(name, tables, tableCount, parts, loads, rows, bytes, storedBytes, known);
    }
}

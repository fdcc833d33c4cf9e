package dev.lifeboat.restore;

import java.util.List;

/**
 * One phase of a plan.
 *
 * @param parts stored parts to load
 * @param loads activities that load them, numbered from 0: one for a large part, one for many small ones
 * @param bytes of COPY text
 */
public record PhasePlan(
        String name, List<String> tables, int parts, int loads, long rows, long bytes, long storedBytes) {
    public PhasePlan {
        tables = List.copyOf(tables);
    }
}

package dev.lifeboat.restore;

import java.util.List;

/**
 * One phase of a plan.
 *
 * @param parts stored parts to load, numbered from 0, largest first
 * @param bytes of COPY text
 */
public record PhasePlan(String name, List<String> tables, int parts, long rows, long bytes, long storedBytes) {
    public PhasePlan {
        tables = List.copyOf(tables);
    }
}

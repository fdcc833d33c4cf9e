package dev.lifeboat.drill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found, or so far.
 *
 * @param newestGreen the newest set in which the gate is green; null: none was yet
 * @param sets how many there are to choose from
 * @param probed in the order in which they were tried
 * @param step in words
 */
public record BisectReport(
        String runId,
        String gate,
        @Nullable String newestGreen,
        int sets,
        List<Probed> probed,
        List<String> warnings,
        String step) {
    public BisectReport {
        probed = List.copyOf(probed);
        warnings = List.copyOf(warnings);
    }
}

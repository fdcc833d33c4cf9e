package dev.lifeboat.drill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found, or so far.
 *
 * @param newestGreen the newest set in which the gate is green; null: none was yet
 * @param sets how many there are to choose from
 * @param assumed how many newer ones than that were not tried: what was bad once is taken to have stayed bad
 * @param probed in the order in which they were tried
 * @param step in words
 */
public record BisectReport(
        String runId,
        String gate,
        @Nullable String newestGreen,
        int sets,
        int assumed,
        List<Probed> probed,
        List<String> warnings,
        String step) {
    public BisectReport {
        probed = List.copyOf(probed);
        warnings = List.copyOf(warnings);
    }

    /** Whether no set that was tried could be asked: then nothing is known of the gate. */
    public boolean toldNothing() {
        return probed.stream().allMatch(result -> result.outcome() == Probed.Outcome.UNKNOWN);
    }
}

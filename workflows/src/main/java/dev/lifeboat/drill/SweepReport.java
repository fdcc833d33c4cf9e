package dev.lifeboat.drill;

import java.util.List;

/**
 * What was found of drills whose runs are over.
 *
 * @param removed databases and folders that are gone now, each with its run
 * @param kept what looks like a drill's and was left alone, with the reason
 */
public record SweepReport(List<String> removed, List<String> kept) {
    public SweepReport {
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
    }
}

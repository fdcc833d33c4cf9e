package dev.lifeboat.drill;

import java.util.List;

/**
 * What was found of drills whose runs are over.
 *
 * @param removed databases and folders that are gone now, each with its run
 * @param kept what looks like a drill's and was left alone, with the reason: a person should look at it
 * @param busy what belongs to runs that go on, or may: a later sweep settles it
 */
public record SweepReport(List<String> removed, List<String> kept, List<String> busy) {
    public SweepReport {
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
        busy = List.copyOf(busy);
    }
}

package dev.lifeboat.verify;

import java.util.List;

/**
 * The sets that there are.
 *
 * @param sets each once for every store that has it, the newest first
 * @param problems what could not be looked at, in words: a store that does not answer
 */
public record KeptSets(List<KeptSet> sets, List<String> problems) {
    public KeptSets {
        sets = List.copyOf(sets);
        problems = List.copyOf(problems);
    }
}

package dev.lifeboat.catalogue;

import dev.lifeboat.archive.Mark;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The sets of a runbook in all its stores that answer.
 *
 * @param sets newest first
 * @param foreign the runbooks of other sets in these stores, by the sets' names
 * @param silent why a store does not answer, by its name: what it holds is not known
 * @param deleted by store, the marks of sets that were removed on purpose
 * @param unheeded for people: warnings beside the sets that do not count, since strangers signed them
 */
public record ListedSets(
        List<CataloguedSet> sets,
        SortedMap<String, String> foreign,
        SortedMap<String, String> silent,
        SortedMap<String, List<Mark>> deleted,
        List<String> unheeded) {
    public ListedSets {
        unheeded = List.copyOf(unheeded);
        sets = List.copyOf(sets);
        foreign = new TreeMap<>(foreign);
        silent = new TreeMap<>(silent);
        deleted = new TreeMap<>(deleted);
    }

    /** How many sets of which other runbook there are, for people; empty: none. */
    public String others() {
        SortedMap<String, Long> counts = foreign.values().stream()
                .collect(Collectors.groupingBy(runbook -> runbook, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(one -> one.getValue() + " of the runbook \"" + one.getKey() + "\"")
                .collect(Collectors.joining(", "));
    }
}

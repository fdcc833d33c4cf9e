package dev.lifeboat.catalogue;

import dev.lifeboat.archive.Mark;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sets of all stores that answer.
 *
 * @param sets newest first
 * @param silent why a store does not answer, by its name: what it holds is not known
 * @param deleted by store, the marks of sets that were removed on purpose
 * @param unheeded for people: warnings beside the sets that do not count, since strangers signed them
 */
public record ListedSets(
        List<CataloguedSet> sets,
        SortedMap<String, String> silent,
        SortedMap<String, List<Mark>> deleted,
        List<String> unheeded) {
    public ListedSets {
        unheeded = List.copyOf(unheeded);
        sets = List.copyOf(sets);
        silent = new TreeMap<>(silent);
        deleted = new TreeMap<>(deleted);
    }
}

package dev.lifeboat.catalogue;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.OpenVault;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

    /**
     * What is to be said where the first store has nothing of this runbook, not even the mark of a set that was removed, though
     * further ones have sets: then it is most likely another place than before. Null: that is not so.
     */
    public @Nullable String lostPrimary(OpenVault vault) {
        String primary = Catalogue.nameOf(vault.vault().store().primary());
        if (silent.containsKey(primary)
                || !deleted.getOrDefault(primary, List.of()).isEmpty()) {
            return null;
        }
        SortedMap<String, Long> others = new TreeMap<>();
        for (CataloguedSet set : sets) {
            // Whose a set is that does not authenticate nobody knows.
            for (Copy copy : set.facts().manifestSha256().isEmpty() ? List.<Copy>of() : set.copies()) {
                if (copy.state() != null && copy.store().equals(primary)) {
                    return null;
                }
                if (copy.state() != null) {
                    others.merge(copy.store(), 1L, Long::sum);
                }
            }
        }
        return others.isEmpty()
                ? null
                : "store " + primary + ", " + vault.primary().describe() + ", has no set of this runbook, while "
                        + others.entrySet().stream()
                                .map(store -> store.getKey() + " has " + store.getValue())
                                .collect(Collectors.joining(", "))
                        + ": is the disk not mounted?";
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

package dev.lifeboat.copy;

import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.SetSummary;
import dev.lifeboat.catalogue.StoreCatalogue;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.StoreLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which store has which set, asked of each store by itself: a state, as a mark, is of one store. A store that does not answer is
 * named with its reason, and is never taken for one that has nothing. Immutable.
 */
public final class SetPlaces {
    private final OpenVault vault;
    private final SortedMap<String, List<SetSummary>> sets = new TreeMap<>();
    private final SortedMap<String, String> silent = new TreeMap<>();

    /** A set that a store should have and has not. */
    public record Gap(String set, String store) {}

    private SetPlaces(OpenVault vault) {
        this.vault = vault;
    }

    /** Asks every store of the vault. */
    public static SetPlaces of(OpenVault vault) {
        SetPlaces places = new SetPlaces(vault);
        for (StoreLocation location : vault.vault().store().all()) {
            String name = String.valueOf(location.name());
            try {
                places.sets.put(name, List.copyOf(new StoreCatalogue(vault.only(name)).list()));
            } catch (LifeboatException e) {
                places.silent.put(name, e.code() + ": " + e.getMessage());
            }
        }
        return places;
    }

    /** The sets of each store that answered, by the store's name. */
    public SortedMap<String, List<SetSummary>> sets() {
        return new TreeMap<>(sets);
    }

    /** The reason of each store that did not answer, by its name. */
    public SortedMap<String, String> silent() {
        return new TreeMap<>(silent);
    }

    /** The stores that have a set that is not known to have failed there, the runbook's order kept. */
    public List<String> storesOf(String set) {
        return vault.vault().store().all().stream()
                .map(location -> String.valueOf(location.name()))
                .filter(store -> has(store, set, false))
                .toList();
    }

    /**
     * What is missing in the copies that answered, oldest set first: sets of their modes that some store has good, and that were
     * not removed there on purpose.
     */
    public List<Gap> gaps() {
        SortedMap<String, SetSummary> good = new TreeMap<>();
        sets.values().forEach(list -> list.stream()
                .filter(set -> set.state() != SetState.FAILED)
                .forEach(set -> good.putIfAbsent(set.set(), set)));
        List<SetSummary> oldestFirst = new ArrayList<>(good.values());
        oldestFirst.sort(java.util.Comparator.comparing(SetSummary::takenAt).thenComparing(SetSummary::set));
        List<Gap> gaps = new ArrayList<>();
        for (StoreLocation copy : vault.vault().store().copies()) {
            String name = String.valueOf(copy.name());
            if (sets.containsKey(name)) {
                SortedSet<String> removed = removed(name);
                oldestFirst.stream()
                        .filter(set -> copy.modes().isEmpty()
                                || copy.modes().stream()
                                        .anyMatch(mode -> mode.wireName().equals(set.mode())))
                        .filter(set -> !has(name, set.set(), true) && !removed.contains(set.set()))
                        .forEach(set -> gaps.add(new Gap(set.set(), name)));
            }
        }
        return gaps;
    }

    private SortedSet<String> removed(String store) {
        SortedSet<String> removed = new TreeSet<>();
        new Marks(vault.only(store)).deleted("").forEach(mark -> removed.add(mark.set()));
        return removed;
    }

    private boolean has(String store, String set, boolean alsoFailed) {
        return sets.getOrDefault(store, List.of()).stream()
                .anyMatch(summary -> summary.set().equals(set) && (alsoFailed || summary.state() != SetState.FAILED));
    }
}

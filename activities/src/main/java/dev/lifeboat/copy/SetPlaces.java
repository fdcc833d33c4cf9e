package dev.lifeboat.copy;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.Tombstone;
import dev.lifeboat.catalogue.SetSummary;
import dev.lifeboat.catalogue.StoreCatalogue;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.StoreLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which store has which set, asked of each store by itself: a state, as a mark, is of one store. A store that does not answer is
 * named with its reason, and is never taken for one that has nothing. Immutable.
 */
public final class SetPlaces {
    private final OpenVault vault;
    private final SortedMap<String, List<SetSummary>> sets = new TreeMap<>();
    private final SortedMap<String, String> silent = new TreeMap<>();

    /**
     * A set that a store should have and has not as it should be.
     *
     * @param problem what is wrong with the one that it has under this name; null: it has none
     */
    public record Gap(String set, String store, @Nullable String problem) {}

    private SetPlaces(OpenVault vault) {
        this.vault = vault;
    }

    /** Asks every store of the vault. Throws what the first one throws where none answers, and what makes every set look forged. */
    public static SetPlaces of(OpenVault vault) {
        SetPlaces places = new SetPlaces(vault);
        LifeboatException first = null;
        for (StoreLocation location : vault.vault().store().all()) {
            String name = String.valueOf(location.name());
            try {
                places.sets.put(name, List.copyOf(new StoreCatalogue(vault.only(name)).list()));
            } catch (LifeboatException e) {
                // A key that cannot be used is no matter of the store.
                if (e.code().category() == ErrorCategory.INTEGRITY) {
                    throw e;
                }
                first = first == null ? e : first;
                places.silent.put(name, e.code() + ": " + e.getMessage());
            }
        }
        if (places.sets.isEmpty() && first != null) {
            throw first;
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
                .filter(store -> has(store, set))
                .toList();
    }

    /**
     * What is missing or damaged in the copies that answered, oldest set first: sets of their modes that some store has good, the
     * nearest one's if there are several of a name, and that were not removed there on purpose.
     */
    public List<Gap> gaps() {
        List<SetSummary> oldestFirst = oldestFirst();
        List<Gap> gaps = new ArrayList<>();
        vault.vault().store().copies().forEach(copy -> gaps.addAll(gaps(copy, oldestFirst)));
        return gaps;
    }

    /** The same of one store by its name, the primary one, too: a new one in the place of one that was lost has none. */
    public List<Gap> gaps(String store) {
        return vault.vault().store().all().stream()
                .filter(location -> store.equals(location.name()))
                .flatMap(location -> gaps(location, oldestFirst()).stream())
                .toList();
    }

    private List<Gap> gaps(StoreLocation store, List<SetSummary> oldestFirst) {
        String name = String.valueOf(store.name());
        if (!sets.containsKey(name)) {
            return List.of();
        }
        SortedSet<String> removed = removed(name);
        return oldestFirst.stream()
                .filter(set -> store.modes().isEmpty()
                        || store.modes().stream()
                                .anyMatch(mode -> mode.wireName().equals(set.mode())))
                .filter(set -> !removed.contains(set.set()))
                .flatMap(set -> gap(name, set).stream())
                .toList();
    }

    private List<SetSummary> oldestFirst() {
        SortedMap<String, SetSummary> good = new TreeMap<>();
        vault.vault().store().names().forEach(store -> sets.getOrDefault(store, List.of()).stream()
                .filter(set -> set.state() != SetState.FAILED)
                .forEach(set -> good.putIfAbsent(set.set(), set)));
        List<SetSummary> oldestFirst = new ArrayList<>(good.values());
        oldestFirst.sort(java.util.Comparator.comparing(SetSummary::takenAt).thenComparing(SetSummary::set));
        return oldestFirst;
    }

    private SortedSet<String> removed(String store) {
        SortedSet<String> removed = new TreeSet<>();
        new Marks(vault.only(store))
                .deleted("").stream()
                        .filter(mark -> !isOfAnother(mark, store))
                        .forEach(mark -> removed.add(mark.set()));
        return removed;
    }

    /** Whether a tombstone was copied here from another store; a name that none has is one that this store had once. */
    private boolean isOfAnother(Mark mark, String store) {
        try {
            String named = Tombstone.parse(mark.detail()).store();
            return named != null
                    && !named.equals(store)
                    && vault.vault().store().all().stream().anyMatch(location -> named.equals(location.name()));
        } catch (LifeboatException e) {
            // An older one, or made by hand.
            return false;
        }
    }

    private Optional<Gap> gap(String store, SetSummary good) {
        SetSummary there = find(store, good.set());
        if (there == null) {
            return Optional.of(new Gap(good.set(), store, null));
        }
        if (!there.manifestSha256().isEmpty() && !there.manifestSha256().equals(good.manifestSha256())) {
            return Optional.of(new Gap(good.set(), store, "it is another set of this name"));
        }
        return there.state() == SetState.FAILED
                ? Optional.of(new Gap(good.set(), store, String.valueOf(there.problem())))
                : Optional.empty();
    }

    private boolean has(String store, String set) {
        SetSummary there = find(store, set);
        return there != null && there.state() != SetState.FAILED;
    }

    private @Nullable SetSummary find(String store, String set) {
        return sets.getOrDefault(store, List.of()).stream()
                .filter(summary -> summary.set().equals(set))
                .findFirst()
                .orElse(null);
    }
}

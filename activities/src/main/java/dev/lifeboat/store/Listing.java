package dev.lifeboat.store;

import dev.lifeboat.error.LifeboatException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which objects stores have, and in which sizes: of the same name one may have it whole and another cut. Not thread-safe. */
public final class Listing {
    private final SortedMap<String, SortedSet<Long>> sizes = new TreeMap<>();
    private @Nullable LifeboatException unanswered;

    private Listing() {}

    /** Of all stores behind one; throws what the only one throws. */
    public static Listing of(Store store, String prefix) {
        Listing listing = new Listing();
        List<NamedStore> stores = NearestStore.each(store);
        for (NamedStore one : stores) {
            try {
                one.open().list(prefix).forEach(object -> listing.sizes
                        .computeIfAbsent(object.name(), name -> new TreeSet<>())
                        .add(object.size()));
            } catch (LifeboatException e) {
                listing.unanswered =
                        stores.size() == 1 ? e : new LifeboatException(e.code(), one.name() + ": " + e.getMessage(), e);
            }
        }
        LifeboatException failure = listing.unanswered;
        if (failure != null && listing.sizes.isEmpty()) {
            throw failure;
        }
        return listing;
    }

    /** Whether a store has the object in this size. */
    public boolean has(String name, long size) {
        return sizes(name).contains(size);
    }

    /** In which sizes there is the object; empty: no store that answered has it. */
    public SortedSet<Long> sizes(String name) {
        return sizes.getOrDefault(name, Collections.emptySortedSet());
    }

    /** All names. */
    public Set<String> names() {
        return Collections.unmodifiableSet(sizes.keySet());
    }

    /** Why a store did not answer, which may have what the others lack; null: all answered. */
    public @Nullable LifeboatException unanswered() {
        return unanswered;
    }
}

package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Where sets are kept: a primary store, and further copies, the nearest first. */
public record StoreSettings(@JsonProperty(required = true) StoreLocation primary, List<StoreLocation> copies) {
    public StoreSettings {
        primary = primary.named("primary");
        List<StoreLocation> named = new ArrayList<>();
        for (StoreLocation copy : copies == null ? List.<StoreLocation>of() : copies) {
            named.add(copy.named("copy-" + (named.size() + 1)));
        }
        copies = List.copyOf(named);
        SortedSet<String> names = new TreeSet<>();
        for (StoreLocation store : all(primary, copies)) {
            if (!names.add(String.valueOf(store.name()))) {
                throw new IllegalArgumentException("store: the name \"" + store.name() + "\" is taken");
            }
        }
    }

    /** Every store, the primary first. */
    public List<StoreLocation> all() {
        return all(primary, copies);
    }

    /** What the stores are called, in the same order. */
    public List<String> names() {
        return all().stream().map(store -> String.valueOf(store.name())).toList();
    }

    /** The same stores, this one in the place of the primary; throws IllegalArgumentException for an unknown name. */
    public StoreSettings at(String name) {
        List<StoreLocation> others = new ArrayList<>(all());
        StoreLocation chosen = others.stream()
                .filter(store -> name.equals(store.name()))
                .findFirst()
                .orElseThrow(() -> unknown(name));
        others.remove(chosen);
        return new StoreSettings(chosen, others);
    }

    /** The same stores for objects that need no lock. */
    public StoreSettings unlocked() {
        return new StoreSettings(
                primary.unlocked(), copies.stream().map(StoreLocation::unlocked).toList());
    }

    /** The name, if a store has it; throws IllegalArgumentException that names those that there are. */
    public String require(String name) {
        if (!names().contains(name)) {
            throw unknown(name);
        }
        return name;
    }

    private IllegalArgumentException unknown(String name) {
        return new IllegalArgumentException("no store is called \"" + name.replaceAll("\\p{C}", "?")
                + "\"; the runbook has " + String.join(", ", names()));
    }

    private static List<StoreLocation> all(StoreLocation primary, List<StoreLocation> copies) {
        List<StoreLocation> stores = new ArrayList<>();
        stores.add(primary);
        stores.addAll(copies);
        return stores;
    }
}

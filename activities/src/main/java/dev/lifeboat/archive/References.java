package dev.lifeboat.archive;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which sets refer to objects of which: what has to be asked before anything of a set is deleted. A reference names the set that
 * stored the object, so there are no chains to follow. Immutable.
 */
public final class References {
    private final SortedMap<String, SortedSet<String>> neededBy = new TreeMap<>();
    private final SortedMap<String, SortedSet<String>> objects = new TreeMap<>();
    private final List<String> unreadable;

    private References(Collection<Manifest> manifests, List<String> unreadable) {
        this.unreadable = List.copyOf(unreadable);
        for (Manifest manifest : manifests) {
            manifest.parts().forEach(part -> {
                if (part.set() != null) {
                    neededBy.computeIfAbsent(part.set(), set -> new TreeSet<>()).add(manifest.set());
                    objects.computeIfAbsent(part.set(), set -> new TreeSet<>()).add(part.object());
                }
            });
        }
    }

    /**
     * Of all sealed sets of a store.
     *
     * @param unreadable sets that do not authenticate: what they refer to is not known
     */
    public static References of(Collection<Manifest> manifests, List<String> unreadable) {
        return new References(manifests, unreadable);
    }

    /** The sets that refer to objects of this one, sorted. */
    public List<String> neededBy(String set) {
        return List.copyOf(neededBy.getOrDefault(set, new TreeSet<>()));
    }

    /**
     * The objects of this set, relative to its folder, that other sets refer to, sorted. They have to stay when it goes, and its
     * claim with them: another run that could claim the folder would sweep them.
     */
    public List<String> objectsNeededOf(String set) {
        return List.copyOf(objects.getOrDefault(set, new TreeSet<>()));
    }

    /** Sets that do not authenticate, and might refer to anything: as long as there are any, no other set may go. */
    public List<String> unreadable() {
        return unreadable;
    }

    /** Whether every object of a set may be deleted: no other set refers to one, as far as all of them can be asked. */
    public boolean mayGo(String set) {
        return neededBy(set).isEmpty() && unreadable.stream().allMatch(set::equals);
    }
}

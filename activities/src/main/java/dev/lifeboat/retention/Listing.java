package dev.lifeboat.retention;

import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Objects of a store, by folder: all of them unless folders are named. */
final class Listing {
    private static final Set<String> MODES =
            Arrays.stream(BackupMode.values()).map(BackupMode::wireName).collect(Collectors.toUnmodifiableSet());
    /** The character behind the slash: ends the names of a folder. */
    private static final char BEHIND_SLASH = '/' + 1;

    private final SortedMap<String, StoredObject> objects = new TreeMap<>();

    Listing(Store store) {
        this(store, List.of(""));
    }

    /** Only what lies in these folders, whose names end in a slash. */
    Listing(Store store, List<String> folders) {
        folders.forEach(folder -> store.list(folder).forEach(object -> objects.put(object.name(), object)));
    }

    boolean has(String name) {
        return objects.containsKey(name);
    }

    /** Folders with a manifest, wherever they are, sorted. */
    List<String> sealed() {
        return objects.keySet().stream()
                .flatMap(name -> SetObjects.sealedBy(name).stream())
                .toList();
    }

    /** Folders where sets lie, whether they have a manifest or not, sorted: {@code daily/2025-01-14}. */
    SortedSet<String> folders() {
        SortedSet<String> folders = new TreeSet<>();
        for (String name : objects.keySet()) {
            int mode = name.indexOf('/');
            int period = name.indexOf('/', mode + 1);
            if (mode > 0 && period > 0 && MODES.contains(name.substring(0, mode))) {
                folders.add(name.substring(0, period));
            }
        }
        return folders;
    }

    /** What lies in a folder, sorted by name. */
    Collection<StoredObject> in(String folder) {
        return objects.subMap(folder + "/", folder + BEHIND_SLASH).values();
    }

    boolean hasAny(String folder) {
        return !in(folder).isEmpty();
    }

    /** Throws NullPointerException for a name that is not there. */
    StoredObject get(String name) {
        return Objects.requireNonNull(objects.get(name));
    }
}

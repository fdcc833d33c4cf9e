package dev.lifeboat.catalogue;

import dev.lifeboat.archive.Marks;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.store.ObjectNames;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What one listing of a store says: which folders are sealed, and which marks lie beside them. Nothing of it is believed yet. */
final class StoreListing {
    private final SortedMap<String, StoredObject> objects = new TreeMap<>();
    private final SortedMap<String, Instant> sealed = new TreeMap<>();
    private final SortedMap<String, List<String>> marks = new TreeMap<>();

    private StoreListing(List<StoredObject> listed) {
        for (StoredObject object : listed) {
            String name = object.name();
            objects.put(name, object);
            String marked = Marks.setOf(name);
            if (marked != null) {
                marks.computeIfAbsent(marked, set -> new ArrayList<>()).add(name);
            } else if (ObjectNames.valid(name) && !name.startsWith(SetObjects.RECORDS)) {
                SetObjects.sealedBy(name).ifPresent(set -> sealed.put(set, object.modified()));
            }
        }
    }

    /** One call of the store. Throws STORE_UNAVAILABLE. */
    static StoreListing of(Store store) {
        return new StoreListing(store.list("", StoreListing::holdsNone));
    }

    /** The objects of a set, thousands perhaps, lie in folders of its folder; its manifest does not. */
    private static boolean holdsNone(String folder) {
        long depth = folder.chars().filter(character -> character == '/').count();
        return SetObjects.OTHERS.contains(folder) || (depth > 2 && !folder.startsWith(SetObjects.RECORDS));
    }

    /** Folders with a manifest, sorted. */
    List<String> sealed() {
        return List.copyOf(sealed.keySet());
    }

    /** When the manifest of a sealed set was written. */
    Instant written(String set) {
        return Objects.requireNonNull(sealed.get(set));
    }

    /** The marks of sets, sealed or gone, by set. */
    SortedMap<String, List<String>> marks() {
        return Collections.unmodifiableSortedMap(marks);
    }

    /** Changes when one of the objects that authenticate a set is another one. */
    String stampOf(String set) {
        return stamp(SetObjects.manifestOf(set), set + "/" + SetObjects.SIGNATURE, set + "/" + SetObjects.SIGNER);
    }

    /** Likewise for a mark. */
    String stampOfMark(String name) {
        // Signatures bear their record's name, and a digest behind it.
        return stamp(Stream.concat(
                        Stream.of(name),
                        objects.tailMap(name + ".").keySet().stream().takeWhile(other -> other.startsWith(name + ".")))
                .toArray(String[]::new));
    }

    private String stamp(String... names) {
        StringBuilder stamp = new StringBuilder();
        for (String name : names) {
            StoredObject object = objects.get(name);
            stamp.append(object == null ? "none" : object.size() + "@" + object.modified())
                    .append(' ');
        }
        return stamp.toString();
    }
}

package dev.lifeboat.retention;

import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.util.Set;
import java.util.TreeSet;

/**
 * On what a decision about a store's sets rests, by its objects' names: the manifests and marks that there are. A newer set that
 * has failed since, or is gone, may have been the reason for which an older one may go.
 */
final class Basis {
    private final Store store;
    private final Set<String> names;

    /** That of this moment: to be asked for before the store is looked at. */
    Basis(Store store) {
        this.store = store;
        this.names = names(store);
    }

    /**
     * Whether nothing came or went since.
     *
     * @param dealtWith sets that this clean-up removed or kept itself since
     */
    boolean holds(Set<String> dealtWith) {
        return without(dealtWith, names).equals(without(dealtWith, names(store)));
    }

    private static Set<String> names(Store store) {
        Set<String> names = new TreeSet<>();
        for (StoredObject object : store.list("", Basis::holdsNeither)) {
            if (object.name().startsWith(SetObjects.RECORDS)
                    || SetObjects.sealedBy(object.name()).isPresent()) {
                names.add(object.name());
            }
        }
        return names;
    }

    private static boolean holdsNeither(String folder) {
        return SetObjects.OTHERS.contains(folder)
                || (!folder.startsWith(SetObjects.RECORDS)
                        && (folder.endsWith("/data/") || folder.endsWith("/" + SetObjects.WORK)));
    }

    private static Set<String> without(Set<String> sets, Set<String> names) {
        Set<String> rest = new TreeSet<>(names);
        rest.removeIf(name -> sets.contains(setOf(name)));
        return rest;
    }

    private static String setOf(String name) {
        return name.substring(
                name.startsWith(SetObjects.RECORDS) ? SetObjects.RECORDS.length() : 0, name.lastIndexOf('/'));
    }
}

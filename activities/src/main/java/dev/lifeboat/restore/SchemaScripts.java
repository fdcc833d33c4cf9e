package dev.lifeboat.restore;

import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@code pg_restore} made of schema archives that were authenticated: decrypted and cut up once a worker, not once an
 * activity. In memory only, and only while that is not needed for something else. Thread-safe.
 */
final class SchemaScripts {
    /** With owners and without, of two sets. */
    private static final int MOST = 4;

    private final Map<Key, Slot> slots = new LinkedHashMap<>();

    /**
     * What a script depends on.
     *
     * @param sha256 the archive's, from an authenticated manifest
     * @param tool the path of {@code pg_restore}
     */
    record Key(String sha256, String tool, List<String> options) {}

    /** Two that want the same script: one waits for the other, and nobody else does. */
    private static final class Slot {
        private SoftReference<@Nullable EntryScript> kept = new SoftReference<>(null);

        synchronized EntryScript get(Supplier<EntryScript> maker) {
            EntryScript known = kept.get();
            if (known == null) {
                known = maker.get();
                kept = new SoftReference<>(known);
            }
            return known;
        }
    }

    /** The script of this key, made if it is not known; what {@code maker} throws is thrown, and nothing is kept of it. */
    EntryScript get(Key key, Supplier<EntryScript> maker) {
        return slot(key).get(maker);
    }

    private synchronized Slot slot(Key key) {
        Slot known = slots.get(key);
        if (known == null) {
            if (slots.size() >= MOST) {
                slots.remove(slots.keySet().iterator().next());
            }
            known = new Slot();
            slots.put(key, known);
        }
        return known;
    }
}

package dev.lifeboat.retention;

import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.Store;
import java.time.Instant;
import java.util.Optional;

/** What a store itself keeps from being removed. */
final class Locks {
    private Locks() {}

    /** Until when an object is locked; empty: it is not, or not any more, or there is none. */
    static Optional<Instant> of(Store store, String name, Instant now) {
        try {
            return store.lockOf(name).filter(now::isBefore);
        } catch (NoSuchObjectException e) {
            // Another clean-up was faster.
            return Optional.empty();
        }
    }
}

package dev.lifeboat.store;

import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A kind of store that a jar on the class path adds, found as a {@link java.util.ServiceLoader} finds services. */
public interface StoreKind {
    /** What {@code store.kind} says of it. */
    String name();

    /**
     * Throws RUNBOOK_INVALID, SECRET_MISSING, STORE_UNAVAILABLE when the store cannot be opened.
     *
     * @param keep how long what is written is to be kept, for a store that locks; null: not known, the location's lock alone counts
     */
    Store open(StoreLocation location, Secrets secrets, @Nullable Period keep);

    /**
     * What somebody without credentials may do, in words: {@code list its objects}, {@code read them}; empty: nothing, as far as can be
     * told from here. Throws as opening does.
     *
     * @param object one that is there
     */
    default List<String> strangersMay(StoreLocation location, Secrets secrets, String object) {
        return List.of();
    }
}

package dev.lifeboat.store;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Create-only objects under names. Names are relative, ASCII, with {@code /} between segments; no segment is empty,
 * {@code .} or {@code ..}. Implementations are thread-safe and hardly retry: Temporal does. Every method throws
 * {@link dev.lifeboat.error.LifeboatException}: STORE_UNAVAILABLE (retryable), STORE_FULL (retryable), STORE_REFUSED where the
 * store knows the request and does not allow it, SET_CORRUPT for a name that no object may have.
 *
 * <p><b>Locks.</b> A store that is opened with a time for which it locks (see {@link StoreKind}) locks every object for so long
 * when it creates it: there is no moment in which the object is there and may be removed. Others create objects without a lock.
 */
public interface Store {
    /** Where this is, for people; without credentials. */
    String describe();

    /** Begins a new object. Nothing is visible before {@link ObjectWriter#commit()}. */
    ObjectWriter create(String name);

    /** Reads an object from its start; throws {@link NoSuchObjectException}. The caller closes what is returned. */
    default InputStream read(String name) {
        return read(name, 0, Long.MAX_VALUE);
    }

    /**
     * Reads at most {@code length} bytes from the byte {@code offset} on, counted from 0: fewer where the object ends before,
     * none behind its end. So a broken read goes on where it broke: names are create-only, and the bytes are the same. Throws
     * {@link NoSuchObjectException}, IllegalArgumentException for a negative number. The caller closes what is returned.
     */
    InputStream read(String name, long offset, long length);

    /** Whether the object exists. */
    boolean exists(String name);

    /** All objects whose names begin with {@code prefix} (a folder, ending in {@code /}, or empty), sorted by name. */
    List<StoredObject> list(String prefix);

    /**
     * As {@link #list(String)}, without what lies in folders (their whole names, ending in {@code /}) that {@code skipped} names:
     * a store that can does not even read the names in them.
     */
    default List<StoredObject> list(String prefix, Predicate<String> skipped) {
        return list(prefix).stream()
                .filter(object -> !ObjectNames.liesIn(object.name(), prefix.length(), skipped))
                .toList();
    }

    /** Removes an object; does nothing if there is none. Throws OBJECT_LOCKED, also where the credentials may not delete. */
    void delete(String name);

    /**
     * Drops what is left of objects that were begun before and neither committed nor closed: their process is gone. A writer
     * that still runs loses its object and says so when it commits. Returns how many there were. Throws OBJECT_LOCKED where the
     * credentials may not delete.
     */
    int sweepUnfinished(Instant before);

    /**
     * Until when the object is locked, {@link LockTime#HELD} under legal hold; empty: it is not, or this store has no locks. Throws
     * {@link NoSuchObjectException}.
     */
    Optional<Instant> lockOf(String name);

    /**
     * Locks an object until then; one that is locked for longer stays so. Throws {@link NoSuchObjectException}, and STORE_REFUSED
     * where the store has no locks: nobody may believe in one that is not there.
     */
    void extendLock(String name, Instant until);
}

package dev.lifeboat.store;

import java.io.InputStream;
import java.util.List;

/**
 * Create-only objects under names. Names are relative, ASCII, with {@code /} between segments; no segment is empty,
 * {@code .} or {@code ..}. Implementations are thread-safe and do not retry: Temporal does. Every method throws
 * {@link dev.lifeboat.error.LifeboatException}: STORE_UNAVAILABLE (retryable), STORE_FULL (retryable).
 */
public interface Store {
    /** Where this is, for people; without credentials. */
    String describe();

    /** Begins a new object. Nothing is visible before {@link ObjectWriter#commit()}. */
    ObjectWriter create(String name);

    /** Reads an object from its start; throws {@link NoSuchObjectException}. */
    InputStream read(String name);

    /** Whether the object exists. */
    boolean exists(String name);

    /** All objects whose names begin with {@code prefix} (a folder, ending in {@code /}, or empty), sorted by name. */
    List<StoredObject> list(String prefix);

    /** Removes an object; does nothing if there is none. */
    void delete(String name);
}

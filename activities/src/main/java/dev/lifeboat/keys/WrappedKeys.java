package dev.lifeboat.keys;

import java.util.List;

/** Session keys that were wrapped for other recipients after a set was taken. */
public interface WrappedKeys {
    /** Where nothing was wrapped anew. */
    WrappedKeys NONE = (set, object) -> List.of();

    /**
     * What is known for an object that a set stored, for any recipient; empty: nothing. Whoever can write to the store can put
     * something there. Throws STORE_UNAVAILABLE.
     */
    List<WrappedKey> of(String set, String object);
}

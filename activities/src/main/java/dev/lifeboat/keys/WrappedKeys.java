package dev.lifeboat.keys;

import java.util.List;

/** Session keys that were wrapped for other recipients after a set was taken. */
public interface WrappedKeys {
    /** Where nothing was wrapped anew. */
    WrappedKeys NONE = (set, object) -> List.of();

    /**
     * OpenPGP packets (public-key encrypted session keys) that belong before an object's own; empty: none. What they hold proves
     * itself: with a wrong session key a message does not open. Throws STORE_UNAVAILABLE.
     */
    List<byte[]> packets(String set, String object);
}

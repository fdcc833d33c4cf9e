package dev.lifeboat.archive;

import java.util.List;

/**
 * Session keys of objects that a set stored, wrapped for a key that they do not know.
 *
 * @param set that stored the objects
 * @param recipient the new key's primary fingerprint
 */
public record Rewrap(String set, String recipient, List<Wrapped> objects) {
    public Rewrap {
        objects = List.copyOf(objects);
    }

    /**
     * One object's.
     *
     * @param object its full name in the store
     * @param packet an OpenPGP packet in base64 that, put before the object, makes it a message to the new key
     */
    public record Wrapped(String object, String packet) {}
}

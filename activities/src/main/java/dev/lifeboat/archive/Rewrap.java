package dev.lifeboat.archive;

import java.util.List;

/**
 * Session keys of a set's objects, wrapped for a key that the objects do not know.
 *
 * @param set whose objects they are
 * @param manifestSha256 of that set
 * @param recipient the new key's primary fingerprint
 * @param objects in the manifest's order
 */
public record Rewrap(String set, String manifestSha256, String recipient, List<Wrapped> objects) {
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

package dev.lifeboat.rotation;

/**
 * What became of one set and one recipient.
 *
 * @param recipient the new key's primary fingerprint
 * @param wrapped objects whose session keys were wrapped by this call
 * @param earlier objects in records of an earlier call
 * @param known objects that were encrypted for this key from the start
 */
public record Rewrapped(String set, String recipient, int wrapped, int earlier, int known) {}

package dev.lifeboat.keys;

/**
 * One object's session key, wrapped anew.
 *
 * @param record where it was found, for people
 * @param recipient the primary fingerprint that it says it was wrapped for
 * @param packet in base64: an OpenPGP packet (public-key encrypted session key) that belongs before the object's own
 * @param trusted whether somebody whose signature counts put it there
 */
public record WrappedKey(String record, String recipient, String packet, boolean trusted) {}

package dev.lifeboat.keys;

import java.time.Instant;

/**
 * A signature that fits its content.
 *
 * @param signer the primary fingerprint of the key that made it, 40 upper-case hex digits
 * @param at when it was made, as its maker says: whoever has the key can say anything
 */
public record MadeSignature(String signer, Instant at) {}

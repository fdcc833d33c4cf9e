package dev.lifeboat.keys;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key file in words.
 *
 * @param fingerprint of the primary key, 40 upper-case hex digits
 * @param algorithm of the primary key
 * @param expires null: never
 */
public record KeyDescription(
        String file,
        String fingerprint,
        String algorithm,
        String userId,
        Instant created,
        @Nullable Instant expires,
        boolean secret,
        boolean encrypts,
        boolean signs) {}

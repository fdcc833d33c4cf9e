package dev.lifeboat.keys;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key file in words.
 *
 * @param fingerprint of the primary key, 40 upper-case hex digits
 * @param algorithm of the primary key
 * @param userId all of them, with commas between
 * @param expires of the primary key, or of the last subkey that encrypts if that is earlier; null: never
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

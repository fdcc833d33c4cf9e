package dev.lifeboat.backup;

import org.jspecify.annotations.Nullable;

/**
 * One object with rows of a chunk; {@code hash} is the sum of the row hashes modulo 2^128, 32 hex digits.
 *
 * @param object relative to the folder of the set that stored it
 * @param bytes of COPY text
 * @param sha256 of the stored ciphertext, hex
 * @param set the earlier set that stored it; null: this one
 */
public record StoredPart(
        long tableOid,
        int chunk,
        int number,
        String object,
        long rows,
        long bytes,
        long storedBytes,
        String sha256,
        String hash,
        @Nullable String set) {}

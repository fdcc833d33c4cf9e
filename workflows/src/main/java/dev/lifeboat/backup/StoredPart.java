package dev.lifeboat.backup;

/**
 * One object written by a chunk; {@code hash} is the sum of the row hashes modulo 2^128, 32 hex digits.
 *
 * @param object relative to the set's folder
 * @param bytes of COPY text
 * @param sha256 of the stored ciphertext, hex
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
        String hash) {}

package dev.lifeboat.archive;

/**
 * One stored object with rows.
 *
 * @param object relative to the set's folder
 * @param bytes of COPY text
 * @param sha256 of the stored ciphertext, hex
 */
public record PartInfo(String object, long rows, long bytes, long storedBytes, String sha256, String hash) {}

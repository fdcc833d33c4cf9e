package dev.lifeboat.backup;

/** A set that exists. */
public record SealedSet(String setId, String manifestSha256, int tables, long rows, long bytes, long storedBytes) {}

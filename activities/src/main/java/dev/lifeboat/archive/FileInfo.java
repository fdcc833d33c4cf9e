package dev.lifeboat.archive;

/** A stored object without rows. */
public record FileInfo(String object, long storedBytes, String sha256) {}

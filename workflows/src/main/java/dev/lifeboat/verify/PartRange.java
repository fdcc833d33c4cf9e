package dev.lifeboat.verify;

import dev.lifeboat.set.Vault;

/** Parts {@code from} (inclusive) to {@code to} (exclusive) of an opened set. */
public record PartRange(Vault vault, String setId, String manifestSha256, int from, int to) {}

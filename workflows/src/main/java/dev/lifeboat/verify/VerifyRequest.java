package dev.lifeboat.verify;

import dev.lifeboat.set.Vault;

/**
 * Which set to verify.
 *
 * @param set an id, {@code latest} or {@code latest:MODE}
 */
public record VerifyRequest(Vault vault, String set, int parallelism) {}

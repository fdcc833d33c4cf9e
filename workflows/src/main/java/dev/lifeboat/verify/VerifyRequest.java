package dev.lifeboat.verify;

import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.Vault;
import org.jspecify.annotations.Nullable;

/**
 * Which set to verify.
 *
 * @param vault the nearest of its stores that has the set is read: a verification speaks of one store
 * @param set an id, {@code latest} or {@code latest:MODE}
 * @param runbook whose people and log are told of the outcome; null: nobody, only the set's own mark says it
 */
public record VerifyRequest(
        Vault vault, String set, int parallelism, @Nullable Runbook runbook) {
    /** A set of this runbook. */
    public static VerifyRequest of(Runbook runbook, String set) {
        return new VerifyRequest(Vault.of(runbook), set, runbook.archive().parallelism(), runbook);
    }

    /** A set of which nobody is told. */
    public VerifyRequest(Vault vault, String set, int parallelism) {
        this(vault, set, parallelism, null);
    }

    /** The same, of one of the vault's stores alone. */
    VerifyRequest only(@Nullable String store) {
        return store == null ? this : new VerifyRequest(vault.only(store), set, parallelism, runbook);
    }
}

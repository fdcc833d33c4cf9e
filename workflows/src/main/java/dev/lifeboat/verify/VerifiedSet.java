package dev.lifeboat.verify;

import org.jspecify.annotations.Nullable;

/**
 * What became of a set in a store.
 *
 * @param error its code and words; null: every byte was right
 */
public record VerifiedSet(
        String store,
        String set,
        long rows,
        long bytes,
        int warnings,
        @Nullable String error) {}

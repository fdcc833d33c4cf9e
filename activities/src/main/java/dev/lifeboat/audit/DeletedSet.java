package dev.lifeboat.audit;

import dev.lifeboat.archive.PreviousSet;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a set that was removed on purpose: a signed mark.
 *
 * @param worth what the log makes of it
 * @param previous the set before it, by which the chain goes on; null: it was the first
 */
record DeletedSet(
        String set,
        String manifestSha256,
        Worth worth,
        @Nullable PreviousSet previous) {}

package dev.lifeboat.archive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A signed statement about a set.
 *
 * @param manifestSha256 of the set it speaks of
 * @param detail why it failed, or where the report is; null: nothing to add
 */
public record Mark(
        MarkKind kind,
        String set,
        String manifestSha256,
        String runId,
        Instant at,
        @Nullable String detail) {}

package dev.lifeboat.archive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A set in a list.
 *
 * @param takenAt the snapshot's time
 * @param content what it holds, in words
 * @param whole whether it is one that {@code latest} may mean: everything, in the form archive
 * @param problem why its state is failed; null if it is not
 */
public record SetSummary(
        String set,
        String mode,
        SetState state,
        Instant takenAt,
        int tables,
        long rows,
        long bytes,
        long storedBytes,
        String manifestSha256,
        String content,
        boolean whole,
        @Nullable String problem) {}

package dev.lifeboat.archive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A set in a list.
 *
 * @param takenAt the snapshot's time
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
        @Nullable String problem) {}

package dev.lifeboat.cost;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A set's own bytes in a store, and for how long.
 *
 * @param mode as the sets' folders name it
 * @param bytes of its own objects; what it reuses is counted with the set that stored it
 * @param until null: it is there, and nobody knows for how long
 */
public record StoredSpan(
        String store,
        String mode,
        long bytes,
        Instant from,
        @Nullable Instant until) {}

package dev.lifeboat.drill;

import dev.lifeboat.restore.RestoreReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a drill went.
 *
 * @param proven whether every gate was green and the set was marked proven
 * @param restore null if the restore failed
 * @param error null if it did not
 * @param object where the report is kept, relative to the store (`.json`, with `.html` beside it); null until written
 */
public record DrillReport(
        String runId,
        String name,
        String setId,
        boolean proven,
        Instant startedAt,
        Instant endedAt,
        @Nullable RestoreReport restore,
        @Nullable String error,
        @Nullable String object) {}

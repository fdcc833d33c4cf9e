package dev.lifeboat.audit;

import dev.lifeboat.archive.AuthenticatedSet;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.archive.PreviousSet;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a set that authenticates says of itself.
 *
 * @param runbook whose chain it is in
 * @param previous the set before it; null: it was the first
 * @param takenAt the snapshot's time, by the source's clock
 * @param sealedAt by the engine's clock
 */
record ChainedSet(
        String set,
        String runbook,
        String manifestSha256,
        @Nullable PreviousSet previous,
        Instant takenAt,
        Instant sealedAt) {
    static ChainedSet of(AuthenticatedSet found) {
        Manifest manifest = found.manifest();
        return new ChainedSet(
                manifest.set(),
                manifest.runbook(),
                found.manifestSha256(),
                manifest.previous(),
                manifest.snapshot().takenAt(),
                manifest.sealedAt());
    }
}

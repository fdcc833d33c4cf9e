package dev.lifeboat.drill;

import dev.lifeboat.runbook.Runbook;
import org.jspecify.annotations.Nullable;

/**
 * What {@link BisectWorkflow} is asked to do.
 *
 * @param gate the name of a SQL check of the runbook, or of a phase: then all of its own SQL checks
 * @param mode only sets of this one; null: whole sets of every mode
 * @param from the oldest set that is looked at; null: the oldest there is
 * @param to the newest one; null: the newest there is
 * @param all whether every set is tried, instead of believing that what was bad once stayed so
 * @param parallel how many are restored side by side
 */
public record BisectRequest(
        Runbook runbook,
        String runbookSha256,
        String gate,
        @Nullable String mode,
        @Nullable String from,
        @Nullable String to,
        boolean all,
        int parallel,
        String startedBy) {
    public BisectRequest {
        if (parallel < 1 || parallel > 16) {
            throw new IllegalArgumentException("parallel: " + parallel + " is not between 1 and 16");
        }
    }
}

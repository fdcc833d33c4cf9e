package dev.lifeboat.verify;

import dev.lifeboat.runbook.Runbook;
import org.jspecify.annotations.Nullable;

/**
 * Which sets to read again, and where.
 *
 * @param name the schedule in the runbook that this belongs to; {@code manual} if none
 * @param sets {@code all}, {@code latest} or {@code latest:MODE}
 * @param store the one store to read; null: every one
 */
public record VerifyAllRequest(
        Runbook runbook,
        String runbookSha256,
        String name,
        String sets,
        @Nullable String store,
        String startedBy) {}

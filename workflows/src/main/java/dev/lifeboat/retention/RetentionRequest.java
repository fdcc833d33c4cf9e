package dev.lifeboat.retention;

import dev.lifeboat.runbook.Runbook;
import org.jspecify.annotations.Nullable;

/**
 * What to clean up.
 *
 * @param runbookSha256 of its file, for the signed plan
 * @param store the one store to clean up; null: all of the runbook
 * @param startedBy a person as {@code user@host}, or {@code schedule}
 */
public record RetentionRequest(
        Runbook runbook, String runbookSha256, @Nullable String store, String startedBy) {}

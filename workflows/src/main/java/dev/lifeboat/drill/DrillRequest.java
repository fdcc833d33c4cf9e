package dev.lifeboat.drill;

import dev.lifeboat.runbook.Runbook;
import org.jspecify.annotations.Nullable;

/**
 * What {@link DrillWorkflow} is asked to do.
 *
 * @param set {@code latest}, {@code latest:MODE}, {@code random-MODE} or an id
 * @param name the drill schedule this belongs to; {@code manual} if none
 * @param despiteAlarm why an alarmed set is rehearsed; null: it is not
 */
public record DrillRequest(
        Runbook runbook,
        String runbookSha256,
        String set,
        String name,
        String startedBy,
        @Nullable String despiteAlarm) {}

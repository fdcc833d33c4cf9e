package dev.lifeboat.notice;

import dev.lifeboat.runbook.Contact;
import org.jspecify.annotations.Nullable;

/**
 * Something people should know. Holds no secret and no row of data.
 *
 * @param run the workflow id it is about
 * @param to the contact it is addressed to; null: everybody
 */
public record Notice(
        String runbook,
        String run,
        Severity severity,
        String subject,
        String text,
        @Nullable Contact to) {}

package dev.lifeboat.runbook;

import org.jspecify.annotations.Nullable;

/**
 * How the notices of an event are worded instead. {@code {name}} stands for a fact of the event, or for what every notice has.
 *
 * @param subject null: as usual
 * @param text null: as usual; the facts follow it in any case
 */
public record NoticeTemplate(
        @Nullable String subject, @Nullable String text) {}

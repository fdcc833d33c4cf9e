package dev.lifeboat.runbook;

import org.jspecify.annotations.Nullable;

/**
 * Where notices go, beside the log.
 *
 * @param webhook reference to a URL that takes a JSON POST; null: none
 */
public record Notify(@Nullable String webhook) {
    /** Only the log. */
    public static final Notify NONE = new Notify(null);
}

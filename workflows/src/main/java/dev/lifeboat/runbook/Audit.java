package dev.lifeboat.runbook;

import org.jspecify.annotations.Nullable;

/**
 * Where the application itself is told of accesses and outcomes, in addition to the log in the store.
 *
 * @param database reference to the URL of a role that may insert into these tables and nothing else; null: nowhere
 * @param events the application's table of security events; null: not told
 * @param health the application's table of health alerts; null: not told
 * @param at when the log and the chains of sets are examined, as a backup's {@code at}; null: only on demand
 * @param timezone of {@code at}; null: UTC
 */
public record Audit(
        @Nullable String database,
        @Nullable String events,
        @Nullable String health,
        @Nullable String at,
        String timezone) {
    /** Only the store, on demand. */
    public static final Audit DEFAULT = new Audit(null, null, null, null, "UTC");

    public Audit {
        timezone = timezone == null ? "UTC" : timezone;
    }
}

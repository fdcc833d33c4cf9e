package dev.lifeboat.runbook;

import org.jspecify.annotations.Nullable;

/**
 * When sets may go, beside their mode's {@code keep}.
 *
 * @param at when the clean-up runs, as a backup's {@code at}; null: only on demand
 * @param verified how many of the newest verified sets of the whole database stay whatever their age; null: 2
 * @param generations sets kept beyond their mode's time; null: none
 */
public record Retention(
        @Nullable String at,
        String timezone,
        Integer verified,
        @Nullable Generations generations) {
    /** On demand, two verified sets stay. */
    public static final Retention DEFAULT = new Retention(null, "UTC", 2, null);

    public Retention {
        timezone = timezone == null ? "UTC" : timezone;
        verified = verified == null ? 2 : verified;
        if (verified < 1 || verified > 1000) {
            throw new IllegalArgumentException("retention.verified: " + verified + " is not between 1 and 1000");
        }
    }
}

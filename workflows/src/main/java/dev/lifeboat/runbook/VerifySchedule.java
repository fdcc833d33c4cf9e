package dev.lifeboat.runbook;

import org.jspecify.annotations.Nullable;

/**
 * Sets that are read again by schedule.
 *
 * @param at as a backup's {@code at}; null: only on demand
 * @param timezone of {@code at}; null: UTC
 * @param sets {@code all}, {@code latest} or {@code latest:MODE}; null: all
 * @param stores {@code all}, or one store's name; null: all
 */
public record VerifySchedule(@Nullable String at, String timezone, String sets, String stores) {
    public static final String ALL = "all";

    public VerifySchedule {
        timezone = timezone == null ? "UTC" : timezone;
        sets = sets == null ? ALL : sets;
        stores = stores == null ? ALL : stores;
    }
}

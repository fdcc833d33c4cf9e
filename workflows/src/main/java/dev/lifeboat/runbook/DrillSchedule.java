package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A rehearsal by schedule.
 *
 * @param set {@code latest}, {@code latest:MODE}, {@code random-MODE} or a set's id
 * @param signOff the role that signs the report off; null: none
 */
public record DrillSchedule(
        @Nullable String at,
        String timezone,
        String set,
        @JsonProperty("sign-off") @Nullable String signOff) {
    public DrillSchedule {
        timezone = timezone == null ? "UTC" : timezone;
        set = set == null ? "latest" : set;
    }
}

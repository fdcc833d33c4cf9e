package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A rehearsal by schedule.
 *
 * @param set {@code latest}, {@code latest:MODE}, {@code random-MODE} or a set's id
 * @param signOff the role that signs the report off; null: none
 * @param mutate by which kinds of damage the gates are tried; null: they are not
 * @param breakGlassEvery every so manieth drill restores with the set's own script; null: none does
 * @param chaos whether a worker is killed in the middle
 * @param approvals who approves the phases; null: green gates
 */
public record DrillSchedule(
        @Nullable String at,
        String timezone,
        String set,
        @JsonProperty("sign-off") @Nullable String signOff,
        @Nullable Mutate mutate,
        @JsonProperty("break-glass-every") @Nullable Integer breakGlassEvery,
        boolean chaos,
        @Nullable DrillApprovals approvals) {
    public DrillSchedule {
        timezone = timezone == null ? "UTC" : timezone;
        set = set == null ? "latest" : set;
    }

    /** Whether people approve each phase. */
    public boolean byPeople() {
        return approvals == DrillApprovals.PEOPLE;
    }

    /** Whether it waits for people. */
    public boolean waits() {
        return signOff != null || byPeople();
    }
}

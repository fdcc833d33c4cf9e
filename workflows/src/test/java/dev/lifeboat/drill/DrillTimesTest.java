package dev.lifeboat.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.flow.ActivityPolicies;
import io.temporal.activity.ActivityOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What the engine ends says nothing and cleans nothing up: each drill must have ended by itself before. */
class DrillTimesTest {
    private static final Duration CLEANUP = ActivityPolicies.CLEANUP.getScheduleToCloseTimeout();

    @Test
    void leavesADrillTimeForItsOwnEnd() {
        assertThat(DrillTimes.longest(false))
                .isGreaterThan(choosingAndProviding()
                        .plus(DrillTimes.RESTORE)
                        .plus(DrillTimes.ASKING)
                        .plus(destroyingAndReporting()));
        assertThat(DrillTimes.longest(true))
                .as("one that is not decided on, with the machine of its copy gone")
                .isGreaterThan(DrillTimes.PEOPLE.plus(DrillTimes.ENDING).plus(destroyingAndReporting()))
                .as("one that is decided on at the last moment")
                .isGreaterThan(DrillTimes.PEOPLE.plus(DrillTimes.ASKING).plus(destroyingAndReporting()));
    }

    private static Duration choosingAndProviding() {
        return tries(ActivityPolicies.TIDYING)
                .plus(tries(ActivityPolicies.SHORT))
                .plus(tries(ActivityPolicies.SHORT));
    }

    private static Duration destroyingAndReporting() {
        return CLEANUP.plus(CLEANUP);
    }

    /** With the longest pauses between them. */
    private static Duration tries(ActivityOptions policy) {
        return policy.getStartToCloseTimeout()
                .plus(policy.getRetryOptions().getMaximumInterval())
                .multipliedBy(policy.getRetryOptions().getMaximumAttempts());
    }
}

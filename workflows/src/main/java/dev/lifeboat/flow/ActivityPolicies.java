package dev.lifeboat.flow;

import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Timeouts and retries of activities, each with its reason. Temporal alone retries: client libraries here do not. */
public final class ActivityPolicies {
    /**
     * Looking, planning, small writes: minutes at most. A worker that dies is noticed by the timeout. It is not told of a
     * cancellation, so that is waited out: whoever cleans up must not do so while something is still being made.
     */
    public static final ActivityOptions SHORT = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofMinutes(10))
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .setRetryOptions(retry(6))
            .build();

    /**
     * Moving data and building on it, for as long as something moves: the heartbeat tells a dead worker in half a minute, the
     * generous limit only ends what hangs in spite of it.
     */
    public static final ActivityOptions LONG_TRANSFER = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofDays(1))
            .setHeartbeatTimeout(Duration.ofSeconds(30))
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .setRetryOptions(retry(8))
            .build();

    /**
     * A snapshot holder is tried once: a second try would be another snapshot. Nobody waits until it knows that it is
     * released, which its next heartbeat tells it a second or two later: it writes nothing.
     */
    public static final ActivityOptions HOLDER = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofDays(2))
            .setHeartbeatTimeout(Duration.ofSeconds(20))
            .setCancellationType(ActivityCancellationType.TRY_CANCEL)
            .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
            .build();

    /** A notice is worth a few tries and never a run, nor more than two minutes at its end. */
    public static final ActivityOptions NOTICE = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(30))
            .setScheduleToCloseTimeout(Duration.ofMinutes(2))
            .setRetryOptions(retry(3))
            .build();

    /** A test message is tried once: somebody looks at it. */
    public static final ActivityOptions NOTICE_ONCE = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofSeconds(30))
            .setScheduleToCloseTimeout(Duration.ofMinutes(2))
            .setRetryOptions(retry(1))
            .build();

    /** A report is worth a few tries and a few minutes at the end of a run, and no run. */
    public static final ActivityOptions REPORT = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofMinutes(2))
            .setScheduleToCloseTimeout(Duration.ofMinutes(5))
            .setRetryOptions(retry(3))
            .build();

    /** Looking for what others left behind is worth a second try, and never a run. */
    public static final ActivityOptions TIDYING = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofMinutes(10))
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .setRetryOptions(retry(2))
            .build();

    /** It kills its own worker: the heartbeat tells of that soon, and the second try says that it was done. */
    public static final ActivityOptions KILLING = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofHours(12))
            .setHeartbeatTimeout(Duration.ofSeconds(15))
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .setRetryOptions(retry(3))
            .build();

    /** Cleaning up must happen, however long the way there is blocked: a day of tries. */
    public static final ActivityOptions CLEANUP = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofMinutes(10))
            .setScheduleToCloseTimeout(Duration.ofDays(1))
            .setRetryOptions(retry(0))
            .build();

    private ActivityPolicies() {}

    private static RetryOptions retry(int attempts) {
        return RetryOptions.newBuilder()
                .setInitialInterval(Duration.ofSeconds(1))
                .setMaximumInterval(Duration.ofMinutes(1))
                .setMaximumAttempts(attempts)
                .build();
    }

    /**
     * The same on another queue.
     *
     * @param queue null: the workflow's own
     */
    public static ActivityOptions on(@Nullable String queue, ActivityOptions policy) {
        return queue == null
                ? policy
                : ActivityOptions.newBuilder(policy).setTaskQueue(queue).build();
    }

    /** The same with an end, also where nobody works on the queue any more. */
    public static ActivityOptions within(Duration longest, ActivityOptions policy) {
        return ActivityOptions.newBuilder(policy)
                .setScheduleToCloseTimeout(longest)
                .build();
    }

    /** A stub under a policy, whose activities carry this summary in the Temporal UI. */
    public static <T> T named(Class<T> type, ActivityOptions policy, String summary) {
        return Workflow.newActivityStub(
                type, ActivityOptions.newBuilder(policy).setSummary(summary).build());
    }
}

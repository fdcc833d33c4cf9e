package dev.lifeboat.retention;

import static dev.lifeboat.error.ErrorCode.ENGINE_UNAVAILABLE;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secrets;
import io.temporal.activity.Activity;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Cleans stores up. Thread-safe. */
public final class RetentionActivitiesImpl implements RetentionActivities {
    private final Secrets secrets;
    private final Clock clock;
    private final Predicate<String> running;

    public RetentionActivitiesImpl(Secrets secrets, Clock clock) {
        this(secrets, clock, RetentionActivitiesImpl::runsHere);
    }

    /** @param running whether a run of this id goes on */
    RetentionActivitiesImpl(Secrets secrets, Clock clock, Predicate<String> running) {
        this.secrets = secrets;
        this.clock = clock;
        this.running = running;
    }

    @Override
    public PlannedCleanUp plan(CleanUpTask task) {
        return with(task, Cleaning::plan);
    }

    @Override
    public RemovedBatch delete(CleanUpTask task, PlannedCleanUp plan, int from, int to) {
        return with(task, cleaning -> cleaning.delete(plan, from, to));
    }

    @Override
    public RemovedBatch sweep(CleanUpTask task, PlannedCleanUp plan) {
        return with(task, cleaning -> cleaning.sweep(plan));
    }

    @Override
    public CleanedStore report(CleanUpTask task, PlannedCleanUp plan, List<String> notes) {
        return with(task, cleaning -> cleaning.report(plan, notes));
    }

    private <T> T with(CleanUpTask task, Function<Cleaning, T> work) {
        try (Heartbeat heartbeat = Heartbeat.start()) {
            return work.apply(new Cleaning(task, secrets, clock, running, heartbeat));
        }
    }

    /** Whether the engine that this activity belongs to has an open run of this id; of another engine's it knows nothing. */
    private static boolean runsHere(String run) {
        try {
            return Activity.getExecutionContext()
                            .getWorkflowClient()
                            .newUntypedWorkflowStub(run)
                            .describe()
                            .getStatus()
                    == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
        } catch (WorkflowNotFoundException e) {
            return false;
        } catch (WorkflowServiceException e) {
            throw new LifeboatException(ENGINE_UNAVAILABLE, "whether " + run + " still runs cannot be asked", e);
        }
    }
}

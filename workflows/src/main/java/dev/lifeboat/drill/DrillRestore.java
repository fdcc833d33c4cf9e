package dev.lifeboat.drill;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.RestoreRequest;
import dev.lifeboat.restore.RestoreWorkflow;
import dev.lifeboat.restore.Rights;
import dev.lifeboat.restore.Selection;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The restore of a drill, as a child where its copy is reached, and the killing of a worker in its middle where that is asked for. */
final class DrillRestore {
    private final DrillRequest request;
    private final ThrowAway throwAway;
    private final PeoplesTime people;
    private @Nullable String chaos;

    DrillRestore(DrillRequest request, ThrowAway throwAway, PeoplesTime people) {
        this.request = request;
        this.throwAway = throwAway;
        this.people = people;
    }

    /**
     * Activities by whoever reaches a copy.
     *
     * @param copy null: there is none yet
     */
    static DrillActivities activities(@Nullable ThrowAway copy, ActivityOptions policy) {
        return Workflow.newActivityStub(
                DrillActivities.class, ActivityPolicies.on(copy == null ? null : copy.queue(), policy));
    }

    /** Destroys a run's copy, or what there is of it, also after a cancellation. Throws TARGET_UNREACHABLE where nobody does it in a day. */
    static void destroy(DrillRequest request, String execution, @Nullable ThrowAway copy) {
        DrillActivities cleanup = activities(copy, ActivityPolicies.CLEANUP);
        try {
            Workflow.newDetachedCancellationScope(() -> cleanup.destroy(request, execution))
                    .run();
        } catch (ActivityFailure e) {
            if (Failures.find(e) != null || copy == null || copy.queue() == null) {
                throw e;
            }
            throw Failures.toFailure(new LifeboatException(
                    ErrorCode.TARGET_UNREACHABLE,
                    "the copy could not be destroyed: the machine that holds it has no worker any more (task queue "
                            + copy.queue()
                            + "); start one there, which sweeps it, or name a drill-server in the runbook"));
        }
    }

    /** Destroys it, as {@link #destroy} does. Null: it is gone; else where it still is, and why, for people. */
    static @Nullable String leftOf(DrillRequest request, String execution, @Nullable ThrowAway copy) {
        try {
            destroy(request, execution, copy);
            return null;
        } catch (TemporalFailure e) {
            String server = request.runbook().drillServer();
            String queue = copy == null ? null : copy.queue();
            String place = server != null
                    ? "on the drill server " + server
                    : queue == null ? "on a worker's machine" : "on the machine of task queue " + queue;
            return "a copy of production data is left "
                    + (copy == null ? "of run " + execution : "in the database " + copy.name()) + " " + place + ": "
                    + Failures.describe(e, "destroying it");
        }
    }

    /** What was killed; null: nothing was to be. */
    @Nullable
    String chaos() {
        return chaos;
    }

    RestoreReport run() {
        if (!request.options().chaos()) {
            return restore();
        }
        DrillActivities killing = activities(throwAway, ActivityPolicies.KILLING);
        List<Promise<String>> killed = new ArrayList<>();
        CancellationScope scope =
                Workflow.newCancellationScope(() -> killed.add(Async.function(killing::killWorker, throwAway)));
        scope.run();
        try {
            return restore();
        } finally {
            scope.cancel("the restore is over");
            chaos = outcome(killed.get(0));
        }
    }

    private static String outcome(Promise<String> killed) {
        try {
            return killed.get();
        } catch (ActivityFailure e) {
            return DrillReport.NOBODY_KILLED + "the restore was over before anybody could tell of it";
        }
    }

    /** By the set's own script. */
    RestoreReport byHand(String execution) {
        ActivityOptions policy = ActivityPolicies.within(DrillTimes.RESTORE, ActivityPolicies.LONG_TRANSFER);
        return inTime(() -> activities(throwAway, policy).restoreByHand(request, throwAway, execution));
    }

    private RestoreReport restore() {
        RestoreWorkflow child = Workflow.newChildWorkflowStub(RestoreWorkflow.class, options());
        if (!request.options().byPeople()) {
            return inTime(() -> child.restore(asked()));
        }
        List<RestoreReport> done = new ArrayList<>();
        people.decide(
                () -> done.add(child.restore(asked())),
                "not every phase of the drill of " + request.set() + " was approved");
        return done.get(0);
    }

    /** A restore that was cut off by its time has no words of its own. */
    RestoreReport inTime(Functions.Func<RestoreReport> restore) {
        try {
            return restore.apply();
        } catch (ActivityFailure | ChildWorkflowFailure e) {
            if (!(e.getCause() instanceof TimeoutFailure)) {
                throw e;
            }
            throw Failures.toFailure(tooLong(request.set(), throwAway.queue()));
        }
    }

    private static LifeboatException tooLong(String set, @Nullable String queue) {
        return new LifeboatException(
                ErrorCode.TARGET_UNREACHABLE,
                "the restore of " + set + " did not end in time, at most " + DrillTimes.RESTORE.toDays() + " days"
                        + (queue == null
                                ? ""
                                : "; workers on task queue " + queue
                                        + " alone reach its copy: start one on that machine,"
                                        + " or name a drill-server in the runbook"));
    }

    private RestoreRequest asked() {
        return new RestoreRequest(
                request.runbook(),
                request.runbookSha256(),
                request.set(),
                throwAway.target(),
                throwAway.name(),
                !request.options().byPeople(),
                false,
                false,
                null,
                request.startedBy(),
                request.options().deciderKeys(),
                request.options().directDecisions(),
                true,
                Rights.ALL,
                Selection.ALL,
                request.despiteAlarm(),
                request.manifestSha256());
    }

    private ChildWorkflowOptions options() {
        ChildWorkflowOptions.Builder options = ChildWorkflowOptions.newBuilder()
                .setWorkflowId(RunIds.restore(request.runbook().name(), throwAway.name()))
                .setStaticSummary("drill: restore " + request.set())
                .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED);
        String queue = throwAway.queue();
        if (queue != null) {
            options.setTaskQueue(queue);
        }
        options.setWorkflowRunTimeout(
                request.options().byPeople() ? people.left().plus(DrillTimes.ENDING) : DrillTimes.RESTORE);
        return options.build();
    }
}

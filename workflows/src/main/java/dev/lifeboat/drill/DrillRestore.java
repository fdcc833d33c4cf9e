package dev.lifeboat.drill;

import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.RestoreRequest;
import dev.lifeboat.restore.RestoreWorkflow;
import dev.lifeboat.restore.Rights;
import dev.lifeboat.restore.Selection;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The restore of a drill, as a child, and the killing of a worker in its middle where that is asked for. */
final class DrillRestore {
    private final DrillRequest request;
    private final ThrowAway throwAway;
    private @Nullable String chaos;

    DrillRestore(DrillRequest request, ThrowAway throwAway) {
        this.request = request;
        this.throwAway = throwAway;
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
        DrillActivities killing = Workflow.newActivityStub(DrillActivities.class, ActivityPolicies.KILLING);
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

    private RestoreReport restore() {
        RestoreWorkflow child = Workflow.newChildWorkflowStub(
                RestoreWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(RunIds.restore(request.runbook().name(), throwAway.name()))
                        .setStaticSummary("drill: restore " + request.set())
                        .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .build());
        return child.restore(new RestoreRequest(
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
                request.manifestSha256()));
    }
}

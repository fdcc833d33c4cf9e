package dev.lifeboat.restore;

import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.Parallel;
import io.temporal.workflow.Functions;
import java.util.ArrayList;
import java.util.List;

/** Loads parts side by side. */
public final class LoadBatchWorkflowImpl implements LoadBatchWorkflow {
    @Override
    public LoadReceipt load(LoadBatchTask task) {
        List<Functions.Func<LoadReceipt>> loads = new ArrayList<>();
        for (int load = task.from(); load < task.to(); load++) {
            int number = load;
            RestoreActivities activities = ActivityPolicies.named(
                    RestoreActivities.class, ActivityPolicies.LONG_TRANSFER, task.phase() + ": load " + number);
            loads.add(() -> activities.load(task.run(), task.phase(), number));
        }
        return LoadReceipt.sum(Parallel.run(loads, task.parallelism()));
    }
}

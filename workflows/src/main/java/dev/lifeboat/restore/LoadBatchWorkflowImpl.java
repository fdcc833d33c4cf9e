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
        List<LoadReceipt> receipts = Parallel.run(loads, task.parallelism());
        return new LoadReceipt(
                receipts.stream().mapToLong(LoadReceipt::rows).sum(),
                receipts.stream().mapToLong(LoadReceipt::bytes).sum());
    }
}

package dev.lifeboat.restore;

import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.Parallel;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads parts side by side. The first batch of a phase tells it now and then how far it is: a table of an hour would else have no
 * rate, and its phase no forecast, for an hour. Later ones are counted by their ends.
 */
public final class LoadBatchWorkflowImpl implements LoadBatchWorkflow {
    /** Of as many loads as go side by side: those under way are not counted, and weigh less the more there are. */
    private static final int FIRST_TOLD_AFTER = 2;

    private static final Duration LEAST_BETWEEN = Duration.ofSeconds(10);

    private final ParentTold parent = new ParentTold();
    private final List<LoadReceipt> loaded = new ArrayList<>();
    private long toldAt = Workflow.currentTimeMillis();
    private int next;

    @Override
    public LoadReceipt load(LoadBatchTask task) {
        next = FIRST_TOLD_AFTER * task.parallelism();
        List<Functions.Func<LoadReceipt>> loads = new ArrayList<>();
        for (int load = task.from(); load < task.to(); load++) {
            int number = load;
            RestoreActivities activities = ActivityPolicies.named(
                    RestoreActivities.class, ActivityPolicies.LONG_TRANSFER, task.phase() + ": load " + number);
            loads.add(() -> {
                LoadReceipt receipt = activities.load(task.run(), task.phase(), number);
                loaded.add(receipt);
                if (task.from() == 0) {
                    tell();
                }
                return receipt;
            });
        }
        try {
            return LoadReceipt.sum(Parallel.run(loads, task.parallelism()));
        } finally {
            parent.awaitTold();
        }
    }

    /** Each time of twice as many loads: a phase of a million parts hears of its first batch a few times. */
    private void tell() {
        boolean soon = Workflow.currentTimeMillis() - toldAt < LEAST_BETWEEN.toMillis();
        if (loaded.size() < next || soon) {
            return;
        }
        next = 2 * loaded.size();
        toldAt = Workflow.currentTimeMillis();
        LoadReceipt soFar = LoadReceipt.sum(loaded);
        parent.tell(PhaseWorkflow.class, phase -> phase.loaded(soFar));
    }
}

package dev.lifeboat.copy;

import dev.lifeboat.error.Failures;
import dev.lifeboat.flow.Parallel;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.BackupMode;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/** The copies that belong to a backup: a run of its own for each store, as children of the backup's. */
public final class Copies {
    private Copies() {}

    /**
     * Copies a set to every store that takes its mode, side by side. A copy that fails does not fail the backup: its set is
     * sealed. Returns a warning for each store that has no copy in the end, with the reason and what to do.
     */
    public static List<String> make(Runbook runbook, String set, BackupMode mode) {
        List<Functions.Func<List<String>>> copies = new ArrayList<>();
        for (StoreLocation store : runbook.store().copies()) {
            if (store.takes(mode)) {
                copies.add(() -> copy(runbook, set, String.valueOf(store.name())));
            }
        }
        return Parallel.run(copies, Math.max(1, copies.size())).stream()
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> copy(Runbook runbook, String set, String store) {
        CopyWorkflow copy = Workflow.newChildWorkflowStub(
                CopyWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(RunIds.copy(runbook.name(), set, store))
                        .setStaticSummary("copy " + set + " to " + store)
                        .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .build());
        try {
            copy.copy(new CopyRequest(
                    runbook, set, store, null, "run " + Workflow.getInfo().getWorkflowId(), false));
            return List.of();
        } catch (TemporalFailure e) {
            if (CancellationScope.current().isCancelRequested()) {
                throw e;
            }
            return List.of("store " + store + " has no copy of " + set + ": " + Failures.describe(e, "copy")
                    + "; `lifeboat copy " + set + " --to " + store + "` tries again");
        }
    }
}

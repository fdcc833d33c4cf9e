package dev.lifeboat.copy;

import dev.lifeboat.error.Failures;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.Parallel;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.Vault;
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
     * What became of the copy in one store.
     *
     * @param warnings why there is none, and what to do; none: it was made, and read back
     */
    public record Made(String store, List<String> warnings) {
        public Made {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Copies a set to every store that takes its mode, side by side. A copy that fails does not fail the backup: its set is
     * sealed.
     */
    public static List<Made> make(Runbook runbook, String set, BackupMode mode) {
        List<Functions.Func<Made>> copies = new ArrayList<>();
        for (StoreLocation store : runbook.store().copies()) {
            if (store.takes(mode)) {
                copies.add(() -> copy(runbook, set, String.valueOf(store.name())));
            }
        }
        return Parallel.run(copies, Math.max(1, copies.size()));
    }

    /**
     * Lets the copies that were made count as verified, now that their set is. Returns a warning for each that could not be marked
     * since its store failed.
     */
    public static List<String> follow(Runbook runbook, String set, String manifestSha256, List<Made> made) {
        List<Functions.Func<List<String>>> marks = new ArrayList<>();
        for (Made copy : made) {
            if (copy.warnings().isEmpty()) {
                marks.add(() -> follow(runbook, set, manifestSha256, copy.store()));
            }
        }
        return Parallel.run(marks, Math.max(1, marks.size())).stream()
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> follow(Runbook runbook, String set, String manifestSha256, String store) {
        CopyActivities activities = Workflow.newActivityStub(CopyActivities.class, ActivityPolicies.SHORT);
        try {
            activities.follow(Vault.of(runbook), set, manifestSha256, store);
            return List.of();
        } catch (TemporalFailure e) {
            if (CancellationScope.current().isCancelRequested()) {
                throw e;
            }
            return List.of("the copy of " + set + " in " + store + " is not marked as verified: "
                    + Failures.describe(e, "mark") + "; `lifeboat verify " + set + " --store " + store + "` does it");
        }
    }

    private static Made copy(Runbook runbook, String set, String store) {
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
            return new Made(store, List.of());
        } catch (TemporalFailure e) {
            if (CancellationScope.current().isCancelRequested()) {
                throw e;
            }
            return new Made(
                    store,
                    List.of("store " + store + " has no copy of " + set + ": " + Failures.describe(e, "copy")
                            + "; `lifeboat copy " + set + " --to " + store + "` tries again"));
        }
    }
}

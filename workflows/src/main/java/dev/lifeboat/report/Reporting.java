package dev.lifeboat.report;

import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.set.Vault;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import org.slf4j.Logger;

/** Leaves the report of a run in the store, also of a cancelled one, and never fails the run for it. Not thread-safe. */
public final class Reporting {
    private static final Logger LOG = Workflow.getLogger(Reporting.class);

    private final ReportActivities activities =
            Workflow.newActivityStub(ReportActivities.class, ActivityPolicies.REPORT);
    private final Vault vault;

    public Reporting(Vault vault) {
        this.vault = vault;
    }

    /** How a backup went. */
    public void backup(BackupRun run) {
        quietly(() -> activities.backup(vault, run));
    }

    /** How a verification went. */
    public void verification(VerifyRun run) {
        quietly(() -> activities.verification(vault, run));
    }

    /** Writes whatever is reported by an activity that has {@link ActivityPolicies#REPORT}. */
    public static void quietly(Runnable work) {
        Workflow.newDetachedCancellationScope(() -> {
                    try {
                        work.run();
                    } catch (ActivityFailure e) {
                        LOG.warn("event=report-not-written reason={}", e.getMessage());
                    }
                })
                .run();
    }
}

package dev.lifeboat.report;

import dev.lifeboat.error.Failures;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.set.Vault;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;
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

    /**
     * That this run failed which has nothing else to report.
     *
     * @param subject what it was about, as far as it knew
     */
    public void failure(String kind, String subject, String startedBy, Instant startedAt, String error) {
        FailedRun run = new FailedRun(
                kind,
                Workflow.getInfo().getWorkflowId(),
                vault.runbook(),
                subject,
                startedBy,
                startedAt,
                Instant.ofEpochMilli(Workflow.currentTimeMillis()),
                error,
                null);
        quietly(() -> activities.failure(vault, run));
    }

    /**
     * The report of a run that has done its work, as it was written. Where it cannot be, the run has ended as it would have: what
     * is done stays done.
     *
     * @param unwritten the report with one more warning
     */
    public static <T> T written(Supplier<T> work, Function<String, T> unwritten) {
        try {
            return work.get();
        } catch (ActivityFailure e) {
            if (CancellationScope.current().isCancelRequested()) {
                throw e;
            }
            String problem = Failures.describe(e, "writing the report");
            LOG.warn("event=report-not-written reason={}", problem);
            return unwritten.apply("the report could not be kept in the store: " + problem);
        }
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

package dev.lifeboat.retention;

import dev.lifeboat.audit.Auditing;
import dev.lifeboat.error.Failures;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.flow.StepLog;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.report.Reporting;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.Vault;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Plans every store before it deletes from the first: an alarm in one of them, or one that does not answer, stops all. A store
 * that is away is no time to have fewer sets elsewhere.
 */
public final class RetentionWorkflowImpl implements RetentionWorkflow {
    /** Everything is looked at again before each batch, so that a person's pin counts soon. */
    private static final int SETS_IN_A_BATCH = 50;
    /** What a report of a clean-up that went wrong everywhere may hold. */
    private static final int MOST_NOTES = 500;

    private static final String KIND = "retention";

    private String step = "planning";

    @Override
    public RetentionReport clean(RetentionRequest request) {
        Runbook book = request.runbook();
        String run = Workflow.getInfo().getWorkflowId();
        Notices notices = Notices.of(book, run);
        Auditing auditing = Auditing.of(book, notices);
        Workflow.upsertTypedSearchAttributes(SearchKeys.KIND.valueSet(KIND), SearchKeys.RUNBOOK.valueSet(book.name()));
        RetentionNotices told = new RetentionNotices(book.name(), notices);
        Instant startedAt = now();
        try {
            told.started();
            RetentionReport report = cleanAll(request, startedAt, auditing);
            told.done(report);
            return report;
        } catch (RuntimeException e) {
            boolean cancelled = CancellationScope.current().isCancelRequested();
            String why = Failures.describe(e, step);
            told.failed(e, cancelled, why);
            new Reporting(Vault.of(book))
                    .failure(KIND, step, request.startedBy(), startedAt, (cancelled ? "cancelled; " : "") + why);
            throw e;
        } finally {
            auditing.signEntries(run);
            auditing.awaitWritten();
            notices.awaitDelivery();
        }
    }

    private RetentionReport cleanAll(RetentionRequest request, Instant startedAt, Auditing auditing) {
        List<CleanUpTask> tasks = tasks(request, startedAt);
        List<PlannedCleanUp> plans = new ArrayList<>();
        for (CleanUpTask task : tasks) {
            say("planning " + task.store());
            plans.add(on(task.store()).plan(task));
        }
        // What goes is written down before it goes, and what went in the report.
        auditing.othersWrite();
        List<CleanedStore> cleaned = new ArrayList<>();
        for (int i = 0; i < plans.size(); i++) {
            cleaned.add(clean(tasks.get(i), plans.get(i)));
        }
        say("done");
        return new RetentionReport(
                Workflow.getInfo().getWorkflowId(),
                request.runbook().name(),
                startedAt,
                now(),
                request.startedBy(),
                cleaned);
    }

    private static List<CleanUpTask> tasks(RetentionRequest request, Instant startedAt) {
        String runId =
                Workflow.getInfo().getWorkflowId() + "/" + Workflow.getInfo().getRunId();
        String asked = request.store();
        if (asked != null) {
            request.runbook().store().require(asked);
        }
        List<CleanUpTask> tasks = new ArrayList<>();
        for (StoreLocation store : request.runbook().store().all()) {
            String name = String.valueOf(store.name());
            if (asked == null || asked.equals(name)) {
                tasks.add(new CleanUpTask(
                        request.runbook(), request.runbookSha256(), name, runId, startedAt, request.startedBy()));
            }
        }
        return tasks;
    }

    private CleanedStore clean(CleanUpTask task, PlannedCleanUp plan) {
        RetentionActivities activities = on(task.store());
        List<String> notes = new ArrayList<>();
        for (int from = 0; from < plan.deletions(); from += SETS_IN_A_BATCH) {
            say("deleting from " + task.store() + ", " + from + " of " + plan.deletions() + " sets");
            int to = Math.min(plan.deletions(), from + SETS_IN_A_BATCH);
            note(notes, activities.delete(task, plan, from, to));
        }
        say("sweeping " + task.store());
        note(notes, activities.sweep(task, plan));
        return activities.report(task, plan, notes);
    }

    private static void note(List<String> notes, RemovedBatch batch) {
        batch.notes().stream().limit(MOST_NOTES - notes.size()).forEach(notes::add);
    }

    private static RetentionActivities on(String store) {
        return ActivityPolicies.named(RetentionActivities.class, ActivityPolicies.LONG_TRANSFER, store);
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }

    private void say(String now) {
        StepLog.begins(now);
        step = now;
        Workflow.setCurrentDetails("- **step**: " + now);
    }
}

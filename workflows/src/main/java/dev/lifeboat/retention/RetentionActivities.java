package dev.lifeboat.retention;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/**
 * The only activities that delete sets; others remove at most what a run of theirs left in its own folder. Every one of
 * them may be repeated: what is done is found done. All heartbeat, and throw STORE_UNAVAILABLE (retried), KEY_UNUSABLE,
 * SECRET_MISSING.
 */
@ActivityInterface
public interface RetentionActivities {
    /**
     * Looks at every set of a store and writes the signed plan; deletes nothing. A repeat finds the first try's plan. Throws
     * RETENTION_STOPPED when nothing may be deleted at all: an alarm that nobody looked at, a set from the future, a clock that
     * differs from the store's; STORE_REFUSED where the primary store has lost its sets.
     */
    @ActivityMethod(name = "PlanCleanUp")
    PlannedCleanUp plan(CleanUpTask task);

    /**
     * Deletes the plan's sets {@code from} (inclusive) to {@code to} (exclusive) that may still go, now that everything is looked
     * at again. Each is entered in the audit log and gets its tombstone first, then its manifest goes, then the rest: a set that
     * is half deleted does not exist. Throws STORE_REFUSED where the credentials may not delete or the audit log cannot be written,
     * SET_CORRUPT when the plan is not the one that this run wrote, RETENTION_STOPPED.
     */
    @ActivityMethod(name = "DeleteSets")
    RemovedBatch delete(CleanUpTask task, PlannedCleanUp plan, int from, int to);

    /** Removes the plan's leftovers that are still that, and ends uploads that were begun a day ago. Throws as {@link #delete}. */
    @ActivityMethod(name = "SweepLeftovers")
    RemovedBatch sweep(CleanUpTask task, PlannedCleanUp plan);

    /**
     * Compares the store with the plan and writes the signed report: what is gone, what stays and why. A repeat finds the first
     * try's report.
     *
     * @param notes of what was planned and stays
     */
    @ActivityMethod(name = "ReportCleanUp")
    CleanedStore report(CleanUpTask task, PlannedCleanUp plan, List<String> notes);
}

package dev.lifeboat.retention;

import java.util.ArrayList;
import java.util.List;

/** A clean-up of one store in the order of the workflow, without a Temporal server. */
final class Cleanings {
    private Cleanings() {}

    static CleanedStore whole(RetentionActivities activities, CleanUpTask task) {
        PlannedCleanUp plan = activities.plan(task);
        List<String> notes = new ArrayList<>();
        // Batches of one, so that there are several.
        for (int set = 0; set < plan.deletions(); set++) {
            notes.addAll(activities.delete(task, plan, set, set + 1).notes());
        }
        notes.addAll(activities.sweep(task, plan).notes());
        return activities.report(task, plan, notes);
    }
}

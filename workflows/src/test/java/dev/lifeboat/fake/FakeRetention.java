package dev.lifeboat.fake;

import dev.lifeboat.retention.CleanUpTask;
import dev.lifeboat.retention.CleanedStore;
import dev.lifeboat.retention.PlannedCleanUp;
import dev.lifeboat.retention.RemovedBatch;
import dev.lifeboat.retention.RetentionActivities;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Stores with sets that may go: nothing is deleted that was not planned, and nothing before every store has its plan. */
public final class FakeRetention implements RetentionActivities {
    private final Journal journal;
    private final Script script;
    private final SortedMap<String, SortedSet<Integer>> deleted = new TreeMap<>();
    private final List<String> planned = new ArrayList<>();
    private final List<String> swept = new ArrayList<>();
    private int stores = 1;
    private int deletions = 2;
    private List<String> notes = List.of();

    FakeRetention(Journal journal, Script script) {
        this.journal = journal;
        this.script = script;
    }

    public FakeRetention stores(int number) {
        stores = number;
        return this;
    }

    public FakeRetention deletions(int number) {
        deletions = number;
        return this;
    }

    /** What is noted of every batch. */
    public void noting(String note) {
        notes = List.of(note);
    }

    @Override
    public synchronized PlannedCleanUp plan(CleanUpTask task) {
        script.play("plan-clean-up " + task.store());
        journal.require(deleted.isEmpty(), "planned " + task.store() + " after something was deleted");
        planned.add(task.store());
        journal.add("planned " + task.store());
        return new PlannedCleanUp(
                task.store(), "reports/retention/x.plan.json", "sha", 9, deletions, 100, 3, 30, List.of());
    }

    @Override
    public synchronized RemovedBatch delete(CleanUpTask task, PlannedCleanUp plan, int from, int to) {
        script.play("delete " + task.store() + " " + from);
        journal.require(planned.size() == stores, "deleted before every store was planned");
        journal.require(plan.store().equals(task.store()) && to <= plan.deletions(), "deleted what was not planned");
        for (int set = from; set < to; set++) {
            journal.require(
                    deleted.computeIfAbsent(task.store(), name -> new TreeSet<>())
                            .add(set),
                    "set " + set + " was deleted twice");
        }
        journal.add("deleted " + task.store() + " " + from + " to " + to);
        return new RemovedBatch(to - from, notes);
    }

    @Override
    public synchronized RemovedBatch sweep(CleanUpTask task, PlannedCleanUp plan) {
        script.play("sweep " + task.store());
        swept.add(task.store());
        journal.add("swept " + task.store());
        return new RemovedBatch(3, List.of());
    }

    @Override
    public synchronized CleanedStore report(CleanUpTask task, PlannedCleanUp plan, List<String> told) {
        script.play("report " + task.store());
        int gone = deleted.getOrDefault(task.store(), new TreeSet<>()).size();
        journal.require(
                gone == plan.deletions() && swept.contains(task.store()), "reported before everything was done");
        journal.add("reported " + task.store() + " " + told.size());
        return new CleanedStore(task.store(), "reports/retention/x.json", 9 - gone, gone, 100, 3, 30, told);
    }
}

package dev.lifeboat.fake;

import dev.lifeboat.repair.RepairActivities;
import dev.lifeboat.repair.RepairComparison;
import dev.lifeboat.repair.RepairPlan;
import dev.lifeboat.repair.RepairReceipt;
import dev.lifeboat.repair.RepairReport;
import dev.lifeboat.repair.RepairRequest;
import dev.lifeboat.repair.RepairStage;
import dev.lifeboat.repair.RepairTask;
import dev.lifeboat.repair.TableDifference;
import dev.lifeboat.restore.LoadReceipt;
import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A living database beside a set: side tables loaded once each, nothing applied but what was approved. */
public final class FakeRepair implements RepairActivities {
    private static final int PARTS = 3;

    private final Journal journal;
    private final Script script;
    private final Set<Integer> loaded = new TreeSet<>();
    private int generation = 1;
    private long missing = 2;
    private boolean prepared;
    private List<String> blockers = List.of();
    private List<String> open = List.of();

    FakeRepair(Journal journal, Script script) {
        this.journal = journal;
        this.script = script;
    }

    /** The application goes on writing. */
    public synchronized void changeTables() {
        generation++;
    }

    public synchronized void nothingDiffers() {
        missing = 0;
    }

    public synchronized void blocked(String blocker) {
        blockers = List.of(blocker);
    }

    /** A key of the target does not hold in the end. */
    public synchronized void leavesOpen(String key) {
        open = List.of(key);
    }

    /** Whether a side schema is left in the target. */
    public synchronized boolean standing() {
        return prepared;
    }

    @Override
    public synchronized RepairPlan plan(RepairRequest request) {
        script.play("plan-repair");
        journal.add("plan-repair " + request.tables());
        return new RepairPlan(
                FakeRestore.SET,
                FakeRestore.MANIFEST,
                Instant.EPOCH,
                new TargetIdentity("1", 2, "bookings", 150000),
                request.phased()
                        ? List.of(
                                new RepairStage("auth", List.of("public.users"), PARTS, 30),
                                new RepairStage("bookings", List.of("public.bookings"), PARTS, 30))
                        : List.of(new RepairStage("repair", request.tables(), PARTS, 30)),
                blockers,
                List.of());
    }

    @Override
    public synchronized void prepare(RepairTask task) {
        script.play("prepare-repair");
        prepared = true;
        loaded.clear();
        journal.add("prepare-" + task.stage() + (task.later().isEmpty() ? "" : " before " + task.later()));
    }

    @Override
    public LoadReceipt load(RepairTask task, int part) {
        script.play("load-aside " + part);
        synchronized (this) {
            journal.require(prepared, "loaded before there was a place");
            journal.require(loaded.add(part) && part < PARTS, "part " + part + " was loaded twice");
        }
        return new LoadReceipt(10, 100, List.of());
    }

    @Override
    public synchronized RepairComparison compare(RepairTask task) {
        script.play("compare-tables");
        journal.require(loaded.size() == PARTS, "compared before everything was loaded");
        journal.add("compare " + generation);
        return comparison();
    }

    @Override
    public synchronized RepairReceipt apply(RepairTask task, String evidence) {
        script.play("apply-repair");
        if (!evidence.equals(comparison().evidence())) {
            journal.add("not applied");
            return new RepairReceipt(comparison(), null);
        }
        journal.add("applied " + generation);
        return new RepairReceipt(comparison(), "repairs/undo");
    }

    @Override
    public synchronized List<String> settle(RepairTask task, boolean sequences) {
        script.play("settle-repair");
        journal.require(prepared, "settled after it was discarded");
        journal.add("settle");
        return open;
    }

    @Override
    public synchronized void discard(RepairTask task) {
        script.play("discard-repair");
        prepared = false;
        journal.add("discard");
    }

    @Override
    public RepairReport writeReport(Vault vault, RepairReport report) {
        journal.add("report " + report.outcome() + (report.error() == null ? "" : ": " + report.error()));
        return report;
    }

    private RepairComparison comparison() {
        return new RepairComparison(
                List.of(new TableDifference("public.users", 10, missing, 0, 1, "d" + generation)),
                "evidence-" + generation);
    }
}

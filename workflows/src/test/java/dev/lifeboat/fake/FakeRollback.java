package dev.lifeboat.fake;

import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.rollback.RollbackActivities;
import dev.lifeboat.rollback.RollbackPlan;
import dev.lifeboat.rollback.RollbackReceipt;
import dev.lifeboat.rollback.RollbackReport;
import dev.lifeboat.rollback.RollbackRequest;
import dev.lifeboat.rollback.SchemaChange;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.List;

/** Definitions that a migration has changed: nothing is done but what was planned for them as they are. */
public final class FakeRollback implements RollbackActivities {
    private final Journal journal;
    private final Script script;
    private int generation = 1;
    private boolean differs = true;
    private List<String> blockers = List.of();

    FakeRollback(Journal journal, Script script) {
        this.journal = journal;
        this.script = script;
    }

    /** Another migration. */
    public synchronized void migrate() {
        generation++;
    }

    public synchronized void nothingDiffers() {
        differs = false;
    }

    public synchronized void blocked(String blocker) {
        blockers = List.of(blocker);
    }

    @Override
    public synchronized RollbackPlan plan(RollbackRequest request, String runId) {
        script.play("plan-rollback");
        journal.add("plan " + generation);
        boolean planned = differs && blockers.isEmpty();
        return new RollbackPlan(
                FakeRestore.SET,
                FakeRestore.MANIFEST,
                Instant.EPOCH,
                new TargetIdentity("1", 2, "bookings", 150000),
                planned ? List.of(new SchemaChange(SchemaChange.Action.DROP, "VIEW", "public.v")) : List.of(),
                planned ? 1 : 0,
                planned ? "rollbacks/change-" + generation : null,
                "sha" + generation,
                planned ? "rollbacks/undo-" + generation : null,
                "before-" + generation,
                "after",
                "evidence-" + generation,
                blockers,
                List.of());
    }

    @Override
    public synchronized RollbackReceipt apply(RollbackRequest request, RollbackPlan plan) {
        script.play("apply-rollback");
        boolean same = plan.before().equals("before-" + generation);
        journal.add(same ? "applied " + generation : "not applied");
        return new RollbackReceipt(same, List.of());
    }

    @Override
    public RollbackReport writeReport(Vault vault, RollbackReport report) {
        journal.add("report " + report.outcome() + (report.error() == null ? "" : ": " + report.error()));
        return report;
    }
}

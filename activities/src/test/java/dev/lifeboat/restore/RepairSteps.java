package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.repair.RepairActivitiesImpl;
import dev.lifeboat.repair.RepairComparison;
import dev.lifeboat.repair.RepairPlan;
import dev.lifeboat.repair.RepairReceipt;
import dev.lifeboat.repair.RepairRequest;
import dev.lifeboat.repair.RepairStage;
import dev.lifeboat.repair.RepairTask;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import java.time.Clock;
import java.util.List;

/** A repair by its activities, in the workflow's order. */
final class RepairSteps {
    final RepairActivitiesImpl activities;
    final DatabaseRef target;
    final RepairPlan plan;
    RepairTask task;
    private final Vault vault;
    private final boolean deleteExtra;

    /** @param tables none: all of them, phase by phase */
    RepairSteps(OddSystem from, String database, List<String> tables, boolean deleteExtra) {
        this(from, from.runbook(), database, tables, deleteExtra);
    }

    RepairSteps(OddSystem from, Runbook runbook, String database, List<String> tables, boolean deleteExtra) {
        this.activities = activities(from);
        this.target = new DatabaseRef("env:TARGET", database);
        this.vault = Vault.of(runbook);
        this.deleteExtra = deleteExtra;
        this.plan = activities.plan(request(from, runbook, database, tables, deleteExtra));
        assertThat(plan.blockers()).isEmpty();
    }

    static RepairPlan plan(OddSystem from, String database, List<String> tables, boolean deleteExtra) {
        return activities(from).plan(request(from, from.runbook(), database, tables, deleteExtra));
    }

    private static RepairActivitiesImpl activities(OddSystem from) {
        PostgresConnector connector = new PostgresConnector(from.secrets());
        return new RepairActivitiesImpl(
                from.secrets(), new TargetConnections(connector::connect), new PinnedSets(), Clock.systemUTC());
    }

    private static RepairRequest request(
            OddSystem from, Runbook runbook, String database, List<String> tables, boolean deleteExtra) {
        return new RepairRequest(
                runbook,
                "0".repeat(64),
                from.manifest.set(),
                new DatabaseRef("env:TARGET", database),
                database,
                tables,
                deleteExtra,
                false,
                "test",
                List.of(),
                true);
    }

    /** Everything of a stage up to the comparison, each step twice. */
    RepairSteps begin(int number) {
        RepairStage stage = plan.stages().get(number);
        task = new RepairTask(
                vault,
                plan.setId(),
                plan.manifestSha256(),
                "repair/odd/test",
                "first",
                target,
                plan.target(),
                stage.name(),
                stage.tables(),
                plan.stages().subList(number + 1, plan.stages().size()).stream()
                        .flatMap(later -> later.tables().stream())
                        .toList(),
                deleteExtra);
        activities.prepare(task);
        activities.prepare(task);
        for (int part = 0; part < stage.parts(); part++) {
            activities.load(task, part);
            activities.load(task, part);
        }
        return this;
    }

    /** The task as another run would have it. */
    RepairTask as(String run) {
        return new RepairTask(
                task.vault(),
                task.setId(),
                task.manifestSha256(),
                run,
                "first",
                target,
                task.identity(),
                task.stage(),
                task.tables(),
                task.later(),
                task.deleteExtra());
    }

    RepairComparison compare() {
        return activities.compare(task);
    }

    RepairReceipt apply(RepairComparison approved) {
        RepairReceipt receipt = activities.apply(task, approved.evidence());
        assertThat(receipt.undo()).isNotNull();
        return receipt;
    }

    void discard() {
        activities.discard(task);
    }
}

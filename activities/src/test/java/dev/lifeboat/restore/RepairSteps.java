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
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A repair by its activities, in the workflow's order. */
final class RepairSteps {
    final RepairActivitiesImpl activities;
    final DatabaseRef target;
    final RepairPlan plan;
    RepairTask task;
    private final Vault vault;
    private final boolean deleteExtra;
    private String execution = "first";

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
                true,
                null);
    }

    /** As another start of the same run. */
    RepairSteps startedAs(String other) {
        execution = other;
        return this;
    }

    /** Everything of a stage up to the comparison, each step twice. */
    RepairSteps begin(int number) {
        RepairStage stage = plan.stages().get(number);
        task = new RepairTask(
                vault,
                plan.setId(),
                plan.manifestSha256(),
                "repair/odd/test",
                execution,
                target,
                plan.target(),
                stage.name(),
                stage.tables(),
                plan.stages().subList(number + 1, plan.stages().size()).stream()
                        .flatMap(later -> later.tables().stream())
                        .toList(),
                deleteExtra,
                Audit.DEFAULT);
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
                task.deleteExtra(),
                task.audit());
    }

    RepairComparison compare() {
        return activities.compare(task);
    }

    RepairReceipt apply(RepairComparison approved) {
        RepairReceipt receipt = activities.apply(task, approved.evidence());
        assertThat(receipt.undo()).isNotNull();
        return receipt;
    }

    /** As an operator would, with another clock and format of dates than the repair had. */
    static void takeBack(OddSystem system, Path folder, RepairReceipt receipt) throws Exception {
        OddServer server = OddServer.base();
        String undo =
                new ByHand(folder, folder.resolve("store"), system.byHand().key(), Map.of()).plain(receipt.undo());
        Path file = Files.writeString(
                folder.resolve("undo.sql"),
                "SET timezone = 'Asia/Tokyo'; SET datestyle = 'SQL, DMY'; SET search_path = public;\n" + undo);
        server.tool(
                "psql",
                server.version(),
                system.source,
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                "--file=" + file);
    }

    void discard() {
        activities.discard(task);
    }
}

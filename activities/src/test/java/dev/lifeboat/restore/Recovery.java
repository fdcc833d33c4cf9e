package dev.lifeboat.restore;

import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One restore, step by step, in the workflow's order. */
final class Recovery {
    /** When every run of these tests began. */
    static final Instant BEGAN = Instant.parse("2026-01-14T03:00:00Z");

    final RestoreRequest request;
    final RestorePlan plan;
    final RunTask run;
    final PreparedTarget target;
    final List<String> notes = new ArrayList<>();
    private final RestoreActivities activities;

    private Recovery(
            RestoreActivities activities,
            RestoreRequest request,
            RestorePlan plan,
            PreparedTarget target,
            String runId) {
        this.activities = activities;
        this.request = request;
        this.plan = plan;
        this.target = target;
        this.run = new RunTask(
                Vault.of(request.runbook()),
                plan.setId(),
                plan.manifestSha256(),
                runId,
                request.target(),
                target.identity(),
                target.token(),
                request.rights(),
                request.selection(),
                request.runbook().audit());
    }

    /** Plans and takes the target. */
    static Recovery begin(RestoreActivities activities, RestoreRequest request, String runId) {
        RestorePlan plan = activities.plan(request, runId);
        return new Recovery(activities, request, plan, activities.prepare(request, plan, runId, BEGAN), runId);
    }

    /** The same run through other activities. */
    Recovery through(RestoreActivities others) {
        return new Recovery(others, request, plan, target, run.runId());
    }

    void structures() {
        activities.createStructures(run);
    }

    void load(String phase) {
        PhasePlan phasePlan = phasePlan(phase);
        for (int part = 0; part < phasePlan.loads(); part++) {
            activities.load(run, phase, part);
        }
        activities.readBack(run, phase, 0, phasePlan.tableCount());
    }

    void indexes(String phase) {
        notes.addAll(activities.buildIndexes(run, phase).notes());
    }

    void build(String phase) {
        indexes(phase);
        notes.addAll(activities.addConstraints(run, phase).notes());
        notes.addAll(activities.addForeignKeys(run, phase).notes());
        notes.addAll(activities.addBehaviour(run, phase).notes());
    }

    StepReceipt open(String phase) {
        StepReceipt receipt = activities.open(run, phase);
        notes.addAll(receipt.notes());
        return receipt;
    }

    void phase(String phase) {
        load(phase);
        build(phase);
        open(phase);
    }

    StepReceipt finish() {
        StepReceipt receipt = activities.finish(run);
        notes.addAll(receipt.notes());
        return receipt;
    }

    List<String> phases() {
        return plan.phases().stream().map(PhasePlan::name).toList();
    }

    void whole() {
        structures();
        phases().forEach(this::phase);
        finish();
    }

    /** The same run, whose set is read from elsewhere. */
    static RunTask from(Vault vault, RunTask run) {
        return new RunTask(
                vault,
                run.setId(),
                run.manifestSha256(),
                run.runId(),
                run.target(),
                run.identity(),
                run.token(),
                run.rights(),
                run.selection(),
                run.audit());
    }

    private PhasePlan phasePlan(String name) {
        return plan.phases().stream()
                .filter(phase -> phase.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}

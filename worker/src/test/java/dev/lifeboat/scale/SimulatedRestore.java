package dev.lifeboat.scale;

import dev.lifeboat.restore.LoadReceipt;
import dev.lifeboat.restore.PhasePlan;
import dev.lifeboat.restore.PreparedTarget;
import dev.lifeboat.restore.RestoreActivities;
import dev.lifeboat.restore.RestorePlan;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.RestoreRequest;
import dev.lifeboat.restore.RunTask;
import dev.lifeboat.restore.StepReceipt;
import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A restore's activities, which load nothing into no target. Thread-safe. */
final class SimulatedRestore implements RestoreActivities {
    private static final TargetIdentity IDENTITY =
            new TargetIdentity("7301234567890123456", 16_384, "restored", 170_010);

    private final List<PhasePlan> phases;
    private final AtomicInteger loaded = new AtomicInteger();
    private final AtomicInteger readBack = new AtomicInteger();

    SimulatedRestore(List<PhasePlan> phases) {
        this.phases = phases;
    }

    /** How many parts were loaded. */
    int loaded() {
        return loaded.get();
    }

    /** How many tables were read back. */
    int readBack() {
        return readBack.get();
    }

    @Override
    public RestorePlan plan(RestoreRequest request, String runId) {
        return plan(phases);
    }

    static RestorePlan plan(List<PhasePlan> phases) {
        return new RestorePlan(
                SimulatedBackup.SET,
                SimulatedBackup.MANIFEST,
                "A".repeat(40),
                Instant.parse("2026-01-14T02:00:00Z"),
                IDENTITY,
                phases,
                null,
                List.of(),
                List.of());
    }

    @Override
    public PreparedTarget prepare(RestoreRequest request, RestorePlan plan, String runId, Instant startedAt) {
        return new PreparedTarget(IDENTITY, "7".repeat(32), List.of(), null, null);
    }

    @Override
    public StepReceipt createStructures(RunTask run) {
        return done();
    }

    @Override
    public LoadReceipt load(RunTask run, String phase, int part) {
        loaded.incrementAndGet();
        return new LoadReceipt(912_345, 123_456_789, List.of());
    }

    @Override
    public StepReceipt readBack(RunTask run, String phase, int from, int to) {
        readBack.addAndGet(to - from);
        return done();
    }

    @Override
    public StepReceipt buildIndexes(RunTask run, String phase) {
        return done();
    }

    @Override
    public StepReceipt addConstraints(RunTask run, String phase) {
        return done();
    }

    @Override
    public StepReceipt addForeignKeys(RunTask run, String phase) {
        return done();
    }

    @Override
    public StepReceipt addBehaviour(RunTask run, String phase) {
        return done();
    }

    @Override
    public StepReceipt open(RunTask run, String phase) {
        return done();
    }

    @Override
    public StepReceipt close(RunTask run, String phase) {
        throw new AssertionError("nobody aborts here, so no phase is closed again");
    }

    @Override
    public StepReceipt finish(RunTask run) {
        return done();
    }

    @Override
    public RestoreReport writeReport(Vault vault, RestoreReport report) {
        return report;
    }

    private static StepReceipt done() {
        return new StepReceipt(1, List.of());
    }
}

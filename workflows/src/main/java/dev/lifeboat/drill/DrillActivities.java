package dev.lifeboat.drill;

import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.set.Vault;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The work of a drill around its restore. */
@ActivityInterface
public interface DrillActivities {
    /**
     * Finds what earlier drills have left behind, on the runbook's drill server and on the worker, and removes what is provably
     * theirs. Throws TARGET_UNREACHABLE.
     */
    @ActivityMethod(name = "SweepDrills")
    SweepReport sweep(DrillRequest request);

    /** Chooses the set; a random choice is made once and then stands in history. Throws NO_SUCH_SET, SET_ALARMED. */
    @ActivityMethod(name = "ChooseDrillSet")
    ChosenSet choose(DrillRequest request);

    /**
     * Makes the throw-away database on the runbook's drill server, or starts an embedded server on the worker. Idempotent
     * by the run's id: a retry finds what it made.
     */
    @ActivityMethod(name = "ProvideThrowAway")
    ThrowAway provide(DrillRequest request, String runId);

    /**
     * Restores with the set's own script, gpg, pg_restore and psql, and examines every gate that a database alone can answer. Begins anew each time it is tried: what an earlier
     * try has made is dropped. Heartbeats. Throws TOOL_MISSING, TOOL_FAILED, STORE_UNAVAILABLE.
     */
    @ActivityMethod(name = "RestoreByHand")
    RestoreReport restoreByHand(DrillRequest request, ThrowAway throwAway, String runId);

    /**
     * Damages the copy in known ways, each undone, and says who noticed. Changes nothing that stays. Heartbeats. Throws
     * TARGET_CHANGED where the database does not carry the drill's mark.
     */
    @ActivityMethod(name = "TryGates")
    MutationReport tryGates(DrillRequest request, ThrowAway throwAway, String runId);

    /**
     * Kills this worker's process once the restore has loaded something, if the worker allows it; the next try says what was
     * done. Heartbeats.
     */
    @ActivityMethod(name = "KillWorker")
    String killWorker(ThrowAway throwAway);

    /** Destroys it and everything it left on disk. Does nothing if it is gone. */
    @ActivityMethod(name = "DestroyThrowAway")
    void destroy(DrillRequest request, String runId);

    /** Writes the report (JSON and HTML) and, if proven, the signed mark "proven". Keyed by the run, and by whether it is signed off. */
    @ActivityMethod(name = "ReportDrill")
    DrillReport report(Vault vault, DrillReport report);

    /** What is to be signed off: the written report, its digest and a nonce. Throws STORE_UNAVAILABLE. */
    @ActivityMethod(name = "DrillEvidence")
    DrillEvidence evidence(Vault vault, String object);
}

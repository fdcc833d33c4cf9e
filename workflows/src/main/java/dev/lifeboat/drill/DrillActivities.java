package dev.lifeboat.drill;

import dev.lifeboat.set.Vault;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The work of a drill around its restore. */
@ActivityInterface
public interface DrillActivities {
    /** Chooses the set; a random choice is made once and then stands in history. Throws NO_SUCH_SET, SET_ALARMED. */
    @ActivityMethod(name = "ChooseDrillSet")
    ChosenSet choose(DrillRequest request);

    /**
     * Makes the throw-away database on the runbook's drill server, or starts an embedded server on the worker. Idempotent
     * by the run's id: a retry finds what it made.
     */
    @ActivityMethod(name = "ProvideThrowAway")
    ThrowAway provide(DrillRequest request, String runId);

    /** Destroys it and everything it left on disk. Does nothing if it is gone. */
    @ActivityMethod(name = "DestroyThrowAway")
    void destroy(DrillRequest request, String runId);

    /** Writes the report (JSON and HTML) and, if proven, the signed mark "proven". Keyed by the run. */
    @ActivityMethod(name = "ReportDrill")
    DrillReport report(Vault vault, DrillReport report);
}

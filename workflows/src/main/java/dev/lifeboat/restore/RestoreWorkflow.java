package dev.lifeboat.restore;

import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionReceipt;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Restores a set into an empty database, phase by phase. Workflow id: {@code restore/<runbook>/<target name>}, so that a
 * target has one run. Each phase is a {@link PhaseWorkflow} child with the id {@code <this id>/<phase>}.
 */
@WorkflowInterface
public interface RestoreWorkflow {
    @WorkflowMethod(name = "Restore")
    RestoreReport restore(RestoreRequest request);

    /** A decision about a manual step around the phases; phases take theirs themselves. */
    @UpdateMethod(name = "decide")
    DecisionReceipt decide(Decision decision);

    @UpdateValidatorMethod(updateName = "decide")
    void validateDecision(Decision decision);

    /** A phase tells where it stands. */
    @SignalMethod(name = "phase-progress", description = "sent by the phases, not by people")
    void phaseProgress(PhaseProgress progress);

    @QueryMethod(name = "progress")
    RestoreProgress progress();
}

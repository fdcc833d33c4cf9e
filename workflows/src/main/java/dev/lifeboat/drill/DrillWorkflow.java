package dev.lifeboat.drill;

import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.restore.RestoreProgress;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Rehearses a restore and throws the result away. Workflow id: {@code drill/<runbook>/<time>}. */
@WorkflowInterface
public interface DrillWorkflow {
    @WorkflowMethod(name = "Drill")
    DrillReport drill(DrillRequest request);

    /** The sign-off of the report. */
    @UpdateMethod(name = "decide")
    DecisionReceipt decide(Decision decision);

    @UpdateValidatorMethod(updateName = "decide")
    void validateDecision(Decision decision);

    /** As a restore's, without phases: those are the child's. */
    @QueryMethod(name = "progress")
    RestoreProgress progress();
}

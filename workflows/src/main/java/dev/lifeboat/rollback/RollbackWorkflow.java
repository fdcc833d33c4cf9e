package dev.lifeboat.rollback;

import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.restore.RestoreProgress;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Brings the definitions of a living database back to a set's. Rows stay. Workflow id: {@code rollback/<runbook>/<target name>}.
 */
@WorkflowInterface
public interface RollbackWorkflow {
    @WorkflowMethod(name = "RollbackSchema")
    RollbackReport rollBack(RollbackRequest request);

    /** The decision about the difference. */
    @UpdateMethod(name = "decide")
    DecisionReceipt decide(Decision decision);

    @UpdateValidatorMethod(updateName = "decide")
    void validateDecision(Decision decision);

    /** As a restore's, without phases. */
    @QueryMethod(name = "progress")
    RestoreProgress progress();
}

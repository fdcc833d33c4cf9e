package dev.lifeboat.repair;

import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.restore.RestoreProgress;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Brings chosen tables of a database with data back to a set's rows. Workflow id: {@code repair/<runbook>/<target name>}, so that a
 * target has one repair at a time.
 */
@WorkflowInterface
public interface RepairWorkflow {
    @WorkflowMethod(name = "Repair")
    RepairReport repair(RepairRequest request);

    /** The decision about what the comparison has found. */
    @UpdateMethod(name = "decide")
    DecisionReceipt decide(Decision decision);

    @UpdateValidatorMethod(updateName = "decide")
    void validateDecision(Decision decision);

    /** As a restore's, without phases. */
    @QueryMethod(name = "progress")
    RestoreProgress progress();
}

package dev.lifeboat.retention;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Cleans the stores of a runbook up. Workflow id: {@code retention/<runbook>/clean-up}, with a time behind it for a schedule's. */
@WorkflowInterface
public interface RetentionWorkflow {
    /** Reports first, then deletes: nothing goes before every store has its signed plan. */
    @WorkflowMethod(name = "Retention")
    RetentionReport clean(RetentionRequest request);
}

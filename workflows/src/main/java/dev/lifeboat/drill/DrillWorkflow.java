package dev.lifeboat.drill;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Rehearses a restore and throws the result away. Workflow id: {@code drill/<runbook>/<time>}. */
@WorkflowInterface
public interface DrillWorkflow {
    @WorkflowMethod(name = "Drill")
    DrillReport drill(DrillRequest request);
}

package dev.lifeboat.drill;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Finds the newest set in which a gate is green, by scratch restores. Workflow id: {@code bisect/<runbook>/<time>}. */
@WorkflowInterface
public interface BisectWorkflow {
    @WorkflowMethod(name = "Bisect")
    BisectReport bisect(BisectRequest request);

    @QueryMethod(name = "progress")
    BisectReport progress();
}

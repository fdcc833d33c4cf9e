package dev.lifeboat.drill;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Restores one set into a throw-away database, asks the gate, and destroys it. A child of {@link BisectWorkflow}. */
@WorkflowInterface
public interface ProbeWorkflow {
    @WorkflowMethod(name = "Probe")
    Probed probe(ProbeRequest request);
}

package dev.lifeboat.health;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Looks at everything and tells people of each change. Workflow id: {@code health/<runbook>/check}, with a time behind it. */
@WorkflowInterface
public interface HealthWorkflow {
    /** Ends well whatever it finds: a problem is its result, not its failure. Fails only where nothing could be looked at. */
    @WorkflowMethod(name = "Health")
    HealthReport check(HealthRequest request);
}

package dev.lifeboat.verify;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Re-reads a whole set from its store. Workflow id: {@code verify/<runbook>/<set>-<time>}. */
@WorkflowInterface
public interface VerifyWorkflow {
    @WorkflowMethod(name = "Verify")
    VerifyReport verify(VerifyRequest request);
}

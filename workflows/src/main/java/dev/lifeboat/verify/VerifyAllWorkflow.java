package dev.lifeboat.verify;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Reads many sets again, each in every store that has it. Workflow id: {@code verify/<runbook>/<schedule>}, with a time behind it. */
@WorkflowInterface
public interface VerifyAllWorkflow {
    /**
     * Every set is read, whatever became of those before it; then one report. Fails with the first set's error when one of them is
     * not right. The result names only those; the report in the store names all.
     */
    @WorkflowMethod(name = "VerifyAll")
    VerifyAllReport verify(VerifyAllRequest request);
}

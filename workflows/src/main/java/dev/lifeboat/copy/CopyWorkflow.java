package dev.lifeboat.copy;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Copies a set to one store. Workflow id: {@code copy/<runbook>/<set>-<store>}: one at a time of both. */
@WorkflowInterface
public interface CopyWorkflow {
    /** A repeat sends only what is missing, and reads all of the copy again. */
    @WorkflowMethod(name = "Copy")
    CopyReport copy(CopyRequest request);

    @QueryMethod(name = "progress")
    CopyProgress progress();
}

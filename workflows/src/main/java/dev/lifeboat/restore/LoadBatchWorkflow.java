package dev.lifeboat.restore;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Loads one batch of a phase's parts in parallel; a child of {@link PhaseWorkflow} that keeps its history short. */
@WorkflowInterface
public interface LoadBatchWorkflow {
    @WorkflowMethod(name = "LoadBatch")
    LoadReceipt load(LoadBatchTask task);
}

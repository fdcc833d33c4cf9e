package dev.lifeboat.backup;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Copies one batch of chunks in parallel; a child of {@link BackupWorkflow} that keeps its history short. */
@WorkflowInterface
public interface CopyBatchWorkflow {
    @WorkflowMethod(name = "CopyBatch")
    BatchReceipt copy(CopyBatchTask task);
}

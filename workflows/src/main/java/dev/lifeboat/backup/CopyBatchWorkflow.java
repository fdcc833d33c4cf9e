package dev.lifeboat.backup;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Plans one batch of chunks and copies it in parallel; a child of {@link BackupWorkflow} that keeps its history short. */
@WorkflowInterface
public interface CopyBatchWorkflow {
    @WorkflowMethod(name = "CopyBatch")
    CopiedBatch copy(CopyBatchTask task);
}

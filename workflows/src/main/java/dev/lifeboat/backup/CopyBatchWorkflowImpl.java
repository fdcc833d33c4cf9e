package dev.lifeboat.backup;

import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.Parallel;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/** Copies the chunks of a page side by side, then records them. */
public final class CopyBatchWorkflowImpl implements CopyBatchWorkflow {
    private final BackupActivities records = Workflow.newActivityStub(BackupActivities.class, ActivityPolicies.SHORT);

    @Override
    public BatchReceipt copy(CopyBatchTask task) {
        List<Functions.Func<CopyReceipt>> copies = new ArrayList<>();
        for (TableChunk chunk : task.page().chunks()) {
            BackupActivities transfer = ActivityPolicies.named(
                    BackupActivities.class,
                    ActivityPolicies.LONG_TRANSFER,
                    chunk.schema() + "." + chunk.table() + ", chunk " + chunk.number());
            copies.add(() -> transfer.copyChunk(task.snapshot(), chunk));
        }
        List<CopyReceipt> receipts =
                Parallel.run(copies, task.snapshot().archive().parallelism());
        return records.recordBatch(task.snapshot(), task.page(), receipts);
    }
}

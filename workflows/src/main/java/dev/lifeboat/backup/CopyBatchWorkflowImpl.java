package dev.lifeboat.backup;

import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.Parallel;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/** Cuts the next part of the tables into chunks, copies them side by side, then records them. */
public final class CopyBatchWorkflowImpl implements CopyBatchWorkflow {
    private final BackupActivities records = Workflow.newActivityStub(BackupActivities.class, ActivityPolicies.SHORT);

    @Override
    public CopiedBatch copy(CopyBatchTask task) {
        ChunkPage page = records.planChunks(task.snapshot(), task.number(), task.after());
        int atATime = page.parallelism(task.snapshot().archive().parallelism());
        Workflow.setCurrentDetails("- **chunks**: " + page.allChunks().size() + " in "
                + page.groups().size() + " activities, " + atATime + " at a time");
        List<Functions.Func<CopyReceipt>> copies = new ArrayList<>();
        for (ChunkGroup group : page.groups()) {
            BackupActivities transfer =
                    ActivityPolicies.named(BackupActivities.class, ActivityPolicies.LONG_TRANSFER, group.describe());
            copies.add(() -> transfer.copyChunks(task.snapshot(), group));
        }
        List<CopyReceipt> receipts = Parallel.run(copies, atATime);
        return new CopiedBatch(records.recordBatch(task.snapshot(), page, receipts), page.last());
    }
}

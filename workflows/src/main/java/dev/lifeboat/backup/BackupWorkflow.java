package dev.lifeboat.backup;

import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Takes one set: snapshot, copy, seal. Workflow id: {@code backup/<runbook>/<mode>-<time>}. */
@WorkflowInterface
public interface BackupWorkflow {
    @WorkflowMethod(name = "Backup")
    BackupReport backup(BackupRequest request);

    /** A holder says that it holds every lock and an exported snapshot. Sent by {@link SnapshotActivities#hold}. */
    @SignalMethod(name = "snapshot-held", description = "sent by a snapshot holder, not by people")
    void snapshotHeld(HeldSnapshot held);

    @QueryMethod(name = "progress")
    BackupProgress progress();
}

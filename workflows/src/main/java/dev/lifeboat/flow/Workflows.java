package dev.lifeboat.flow;

import dev.lifeboat.backup.BackupWorkflowImpl;
import dev.lifeboat.backup.CopyBatchWorkflowImpl;
import dev.lifeboat.drill.DrillWorkflowImpl;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.LoadBatchWorkflowImpl;
import dev.lifeboat.restore.PhaseWorkflowImpl;
import dev.lifeboat.restore.RestoreWorkflowImpl;
import dev.lifeboat.verify.VerifyWorkflowImpl;
import io.temporal.worker.WorkflowImplementationOptions;
import java.util.List;

/** Everything a worker registers. */
public final class Workflows {
    private Workflows() {}

    /** The implementations. */
    public static List<Class<?>> types() {
        return List.of(
                BackupWorkflowImpl.class,
                CopyBatchWorkflowImpl.class,
                VerifyWorkflowImpl.class,
                RestoreWorkflowImpl.class,
                PhaseWorkflowImpl.class,
                LoadBatchWorkflowImpl.class,
                DrillWorkflowImpl.class);
    }

    /** Without this, an exception in workflow code would repeat the task for ever instead of failing the run. */
    public static WorkflowImplementationOptions options() {
        return WorkflowImplementationOptions.newBuilder()
                .setFailWorkflowExceptionTypes(
                        LifeboatException.class,
                        IllegalArgumentException.class,
                        IllegalStateException.class,
                        NullPointerException.class,
                        IndexOutOfBoundsException.class)
                .build();
    }
}

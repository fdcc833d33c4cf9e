package dev.lifeboat.flow;

import dev.lifeboat.audit.AuditWorkflowImpl;
import dev.lifeboat.backup.BackupWorkflowImpl;
import dev.lifeboat.backup.CopyBatchWorkflowImpl;
import dev.lifeboat.copy.CopyWorkflowImpl;
import dev.lifeboat.drill.BisectWorkflowImpl;
import dev.lifeboat.drill.DrillWorkflowImpl;
import dev.lifeboat.drill.ProbeWorkflowImpl;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.health.HealthWorkflowImpl;
import dev.lifeboat.notice.NoticeDeskWorkflowImpl;
import dev.lifeboat.notice.TestNoticesWorkflowImpl;
import dev.lifeboat.repair.RepairWorkflowImpl;
import dev.lifeboat.restore.LoadBatchWorkflowImpl;
import dev.lifeboat.restore.PhaseWorkflowImpl;
import dev.lifeboat.restore.RestoreWorkflowImpl;
import dev.lifeboat.retention.RetentionWorkflowImpl;
import dev.lifeboat.rollback.RollbackWorkflowImpl;
import dev.lifeboat.verify.VerifyAllWorkflowImpl;
import dev.lifeboat.verify.VerifyWorkflowImpl;
import io.temporal.common.converter.DataConverterException;
import io.temporal.worker.WorkflowImplementationOptions;
import java.time.DateTimeException;
import java.util.List;
import java.util.NoSuchElementException;

/** Everything a worker registers. */
public final class Workflows {
    private Workflows() {}

    /** The implementations. */
    public static List<Class<?>> types() {
        return List.of(
                BackupWorkflowImpl.class,
                CopyBatchWorkflowImpl.class,
                CopyWorkflowImpl.class,
                VerifyWorkflowImpl.class,
                VerifyAllWorkflowImpl.class,
                RestoreWorkflowImpl.class,
                PhaseWorkflowImpl.class,
                LoadBatchWorkflowImpl.class,
                RepairWorkflowImpl.class,
                RollbackWorkflowImpl.class,
                DrillWorkflowImpl.class,
                BisectWorkflowImpl.class,
                ProbeWorkflowImpl.class,
                AuditWorkflowImpl.class,
                RetentionWorkflowImpl.class,
                HealthWorkflowImpl.class,
                NoticeDeskWorkflowImpl.class,
                TestNoticesWorkflowImpl.class);
    }

    /**
     * Without this, an exception in workflow code would repeat the task for ever instead of failing the run. Not every
     * RuntimeException: the SDK's own warning of a worker that is too busy is one, and passes. An input or a result that this
     * version cannot read fails the run, too, and so does a history that it would write otherwise: a restore that failed is
     * resumed, one that stands still is not even noticed.
     */
    public static WorkflowImplementationOptions options() {
        return WorkflowImplementationOptions.newBuilder()
                .setFailWorkflowExceptionTypes(
                        LifeboatException.class,
                        IllegalArgumentException.class,
                        IllegalStateException.class,
                        NullPointerException.class,
                        IndexOutOfBoundsException.class,
                        NoSuchElementException.class,
                        UnsupportedOperationException.class,
                        ClassCastException.class,
                        ArithmeticException.class,
                        DateTimeException.class,
                        DataConverterException.class)
                .build();
    }
}

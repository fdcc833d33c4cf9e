package dev.lifeboat.cli;

import dev.lifeboat.backup.BackupProgress;
import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.copy.CopyProgress;
import dev.lifeboat.copy.CopyReport;
import dev.lifeboat.run.Runs;
import io.temporal.client.WorkflowQueryException;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;

/** Waiting for runs that nobody decides in. Ctrl-C cancels them, and waits for their cleaning up. */
final class Following {
    private static final Duration EVERY = Duration.ofMillis(300);
    private static final Duration LONGEST_CLEANUP = Duration.ofSeconds(20);

    private Following() {}

    /** The run's result. */
    static <T> T toEnd(WorkflowStub run, Class<T> type) {
        return Runs.await(run, type, EVERY, () -> {}, () -> cancel(run));
    }

    /** A backup's result, with a bar. */
    static BackupReport backup(WorkflowStub run) {
        try (Bar bar = new Bar()) {
            return Runs.await(run, BackupReport.class, EVERY, () -> show(run, bar), () -> cancel(run));
        }
    }

    /** A copy's result, with a bar. */
    static CopyReport copy(WorkflowStub run) {
        try (Bar bar = new Bar()) {
            return Runs.await(run, CopyReport.class, EVERY, () -> showCopy(run, bar), () -> cancel(run));
        }
    }

    private static void showCopy(WorkflowStub run, Bar bar) {
        try {
            CopyProgress progress = run.query("progress", CopyProgress.class);
            bar.show(progress.step(), "objects", progress.done(), progress.objects());
        } catch (WorkflowQueryException | WorkflowServiceException e) {
            // As with a backup.
            bar.close();
        }
    }

    private static void show(WorkflowStub run, Bar bar) {
        try {
            BackupProgress progress = run.query("progress", BackupProgress.class);
            bar.show(progress.step(), "tables", progress.tablesDone(), progress.tables());
        } catch (WorkflowQueryException | WorkflowServiceException e) {
            // Nobody answers at the moment; the result counts, not the bar.
            bar.close();
        }
    }

    private static void cancel(WorkflowStub run) {
        Output.say(
                "interrupted: cancelling %s and waiting for its cleaning up",
                run.getExecution().getWorkflowId());
        Runs.cancel(run, LONGEST_CLEANUP);
    }
}

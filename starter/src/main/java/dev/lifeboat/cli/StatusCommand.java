package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.RestoreProgress;
import io.temporal.client.WorkflowNotFoundException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a restore stands. */
@Command(name = "status", description = "Show where a restore stands and what it waits for.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private EngineOption engine = new EngineOption();

    @Option(names = "--json", description = "one JSON object a line on standard output")
    private boolean json;

    @Parameters(paramLabel = "RUN", description = "restore/RUNBOOK/TARGET")
    private String run = "";

    @Override
    public Integer call() {
        try (Session session = engine.open()) {
            RestoreProgress progress = progress(session, run);
            Output output = new Output(json);
            GateView.progress(output, progress);
            output.summary(progress);
            return progress.waiting() == null ? 0 : ErrorCode.WAITING_FOR_DECISION.exitCode();
        }
    }

    static RestoreProgress progress(Session session, String run) {
        try {
            return session.client().newUntypedWorkflowStub(run).query("progress", RestoreProgress.class);
        } catch (WorkflowNotFoundException e) {
            throw new LifeboatException(ErrorCode.NO_SUCH_RUN, "there is no run " + run, e);
        }
    }
}

package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.run.RunLine;
import dev.lifeboat.run.Runs;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A worker that stays. */
@Command(
        name = "worker",
        description =
                "Do the work of runs until stopped: of a shared Temporal service's queue, or on the embedded engine"
                        + " of a runbook's schedules and of its runs whose process is gone.")
final class WorkerCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Override
    public Integer call() {
        try (Session session = engine.open()) {
            if (session.inMemory()) {
                throw new LifeboatException(
                        ErrorCode.NOT_ON_THIS_ENGINE, "nobody else can start runs on an in-memory engine");
            }
            if (session.embedded()) {
                standIn(session, runbook.load());
            } else {
                session.standOnSharedQueue();
            }
            Output.say("worker: polling; Ctrl-C stops it");
            Staying.untilStopped();
        }
        return ErrorCode.INTERRUPTED.exitCode();
    }

    /** Works for the runbook's schedules, and takes over what other commands left behind. */
    static void standIn(Session session, LoadedRunbook loaded) {
        session.stand(loaded);
        for (RunLine run : new Runs(session).open(loaded.runbook().name())) {
            if (session.adopt(run.run())) {
                Output.say("worker: %s goes on here", run.run());
            }
        }
    }
}

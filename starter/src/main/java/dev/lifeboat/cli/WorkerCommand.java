package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.run.RunLine;
import dev.lifeboat.run.Runs;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.session.Session;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A worker that stays. */
@Command(
        name = "worker",
        description =
                "Do the work of runs until stopped: of a shared Temporal service's queue, or on the embedded engine"
                        + " of a runbook's schedules and of its runs whose process is gone.")
final class WorkerCommand implements Callable<Integer> {
    private static final Duration WATCH = Duration.ofMinutes(5);

    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Option(
            names = "--metrics-port",
            paramLabel = "N",
            defaultValue = "${env:LIFEBOAT_METRICS_PORT}",
            description = "give Prometheus metrics at /metrics of this port, 0 for a free one (default:"
                    + " LIFEBOAT_METRICS_PORT; without it none are given)")
    private @Nullable Integer metricsPort;

    @Option(
            names = "--metrics-host",
            paramLabel = "H",
            defaultValue = "127.0.0.1",
            description = "address for them: whoever reaches it may read them (default: 127.0.0.1)")
    private String metricsHost = "127.0.0.1";

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
                watch(session);
            }
            if (metricsPort != null) {
                giveMetrics(session, metricsPort);
            }
            Output.say("worker: polling; Ctrl-C stops it");
            Staying.untilStopped();
        }
        return ErrorCode.INTERRUPTED.exitCode();
    }

    /** That Temporal is dead every process can tell which knows the runbook. Where one serves, that was quicker. */
    private void watch(Session session) {
        if (!runbook.isThere()) {
            return;
        }
        try {
            session.watchHealth(runbook.load(), WATCH);
        } catch (LifeboatException e) {
            // Whose runs it works on knows the service, not this file.
            Output.say("worker: does not watch Temporal, since the runbook cannot be read: %s", e.getMessage());
        }
    }

    private void giveMetrics(Session session, int port) {
        if (session.embedded() || runbook.isThere()) {
            session.watch(runbook.load());
        } else {
            Output.say("metrics: without a runbook (-r) they lack its stores");
        }
        Output.say("metrics: http://%s:%d/metrics", metricsHost, session.giveMetrics(metricsHost, port));
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

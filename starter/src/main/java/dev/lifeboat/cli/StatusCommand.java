package dev.lifeboat.cli;

import dev.lifeboat.dashboard.Dashboard;
import dev.lifeboat.dashboard.Overview;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.readiness.Readiness;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.run.Interruption;
import dev.lifeboat.run.RunLine;
import dev.lifeboat.run.Runs;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where a run stands. */
@Command(
        name = "status",
        description =
                "Show where a restore stands, when its phases will be back, and what it waits for. While none runs: how"
                        + " ready the runbook's system is to be restored, and why.")
final class StatusCommand implements Callable<Integer> {
    private static final long EVERY_MILLIS = 1000;

    @Mixin
    private EngineOption engine = new EngineOption();

    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Option(names = "--watch", description = "show it again at every change, until it is over")
    private boolean watch;

    @Option(names = "--all", description = "list the latest runs of every kind")
    private boolean all;

    @Parameters(
            arity = "0..1",
            paramLabel = "RUN",
            description = "restore/RUNBOOK/TARGET or another run's id (default: the restore that runs)")
    private @Nullable String run;

    @Override
    public Integer call() throws InterruptedException {
        Output output = runbook.output();
        try (RunSource runs = answered(output, () -> RunSource.open(engine))) {
            if (all) {
                return list(output, answered(output, runs::recent));
            }
            if (run == null
                    && !watch
                    && answered(output, () -> listed(runs::openRestores)).isEmpty()) {
                return overview(output, runs);
            }
            String chosen = run == null ? only(output, runs) : run;
            if (!Runs.isDecided(chosen)) {
                return line(output, runs.describe(chosen));
            }
            return watch ? watch(output, runs, chosen) : once(output, runs.progress(chosen));
        }
    }

    /** The engine's answer. Where it gives none, a plain status shows what the stores know before it fails. */
    private <T> T answered(Output output, Supplier<T> question) {
        try {
            return question.get();
        } catch (LifeboatException e) {
            if (e.code() == ErrorCode.ENGINE_UNAVAILABLE && runbook.isThere()) {
                if (run == null && !watch && !all) {
                    withoutRuns(output, e);
                } else {
                    Output.say("`lifeboat status` alone shows what the stores know");
                }
            }
            throw e;
        }
    }

    private void withoutRuns(Output output, LifeboatException reason) {
        Output.say("runs cannot be asked for, a restore may be running: %s", reason.getMessage());
        try {
            Overview known = runbook.overview();
            Output.say("what the stores know:");
            OverviewView.show(output, known);
            output.summary(new KnownWithoutRuns(
                    known.runbook(),
                    known.readiness(),
                    known.dashboard(),
                    known.warnings(),
                    String.valueOf(reason.getMessage())));
        } catch (LifeboatException e) {
            Output.say("the stores do not tell either: %s [%s]", e.getMessage(), e.code());
        }
    }

    /**
     * An {@link Overview} of stores whose engine does not answer.
     *
     * @param runsUnknown why nobody knows what runs
     */
    private record KnownWithoutRuns(
            String runbook, Readiness readiness, Dashboard dashboard, List<String> warnings, String runsUnknown) {}

    /** None where the engine is in memory: what it runs ends with its own command. */
    private static List<RunLine> listed(Supplier<List<RunLine>> question) {
        try {
            return question.get();
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.NOT_ON_THIS_ENGINE) {
                throw e;
            }
            return List.of();
        }
    }

    /** Throws NO_SUCH_RUN where there is no runbook either. */
    private int overview(Output output, RunSource runs) {
        Output.say("no restore is running");
        listed(runs::recent).stream()
                .filter(line -> line.closedAt() == null)
                .forEach(line -> GateView.run(output, line));
        Overview overview = runs.overview(runbook);
        OverviewView.show(output, overview);
        output.summary(overview);
        return overview.warnings().isEmpty() ? 0 : 3;
    }

    private static int once(Output output, RestoreProgress progress) {
        GateView.progress(output, progress);
        output.summary(progress);
        if (progress.failed()) {
            return 1;
        }
        return progress.waiting() == null ? 0 : ErrorCode.WAITING_FOR_DECISION.exitCode();
    }

    private static int watch(Output output, RunSource runs, String run) throws InterruptedException {
        RestoreProgress shown = null;
        Interruption.heed();
        while (!Interruption.isRequested()) {
            RestoreProgress progress = runs.progress(run);
            if (!progress.equals(shown)) {
                GateView.progress(output, progress);
                output.object("progress", progress);
                shown = progress;
            }
            RunLine line = runs.describe(run);
            if (line.closedAt() != null) {
                output.line("%s: %s", run, line.state());
                output.summary(runs.progress(run));
                return line.failed() ? 1 : 0;
            }
            TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
        }
        return ErrorCode.INTERRUPTED.exitCode();
    }

    private static int line(Output output, RunLine line) {
        GateView.run(output, line);
        output.summary(line);
        return line.failed() ? 1 : 0;
    }

    private static int list(Output output, List<RunLine> lines) {
        for (RunLine line : lines) {
            GateView.run(output, line);
            output.object("run", line);
        }
        output.summary(Map.of("runs", lines.size()));
        return 0;
    }

    /** The only restore that runs. Throws NO_SUCH_RUN if there is none, USAGE after listing them if there are several. */
    static String only(Output output, RunSource runs) {
        List<RunLine> open = runs.openRestores();
        if (open.isEmpty()) {
            throw new LifeboatException(ErrorCode.NO_SUCH_RUN, "no restore is running");
        }
        if (open.size() > 1) {
            open.forEach(line -> GateView.run(output, line));
            throw new LifeboatException(ErrorCode.USAGE, open.size() + " restores are running; name one");
        }
        return open.get(0).run();
    }
}

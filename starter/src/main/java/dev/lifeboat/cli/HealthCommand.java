package dev.lifeboat.cli;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.health.EngineView;
import dev.lifeboat.health.HealthExamination;
import dev.lifeboat.health.HealthLook;
import dev.lifeboat.health.HealthProblem;
import dev.lifeboat.health.OutsideTelling;
import dev.lifeboat.health.TemporalView;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.session.Session;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Looks from outside: no worker has to be there, and one that is not is found. */
@Command(
        name = "health",
        description = "Look now whether everything is as it should be, also without a worker. Tells nobody and writes"
                + " nothing down, unless --tell. Ends with 0 when all is well, with 3 when it is not.")
final class HealthCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Option(names = "--no-engine", description = "do not ask Temporal: nothing is said of schedules and workers")
    private boolean noEngine;

    @Option(
            names = "--tell",
            description =
                    "tell people over the runbook's channels, from here and once, that the engine, its schedules or its"
                            + " workers stand still, and that they go on: no worker would")
    private boolean tell;

    @Override
    public Integer call() {
        if (tell && noEngine) {
            throw new LifeboatException(ErrorCode.USAGE, "--tell is about the engine: leave out --no-engine");
        }
        LoadedRunbook loaded = runbook.load();
        List<HealthProblem> problems = new ArrayList<>();
        HealthLook look;
        if (noEngine) {
            look = look(loaded, null);
        } else {
            look = withEngine(loaded, problems);
        }
        problems.addAll(look.problems());
        show(loaded, look, problems);
        if (tell) {
            // Without an engine nothing was seen of what it runs.
            boolean blind =
                    problems.stream().anyMatch(problem -> problem.check().equals("engine"));
            tell(loaded, blind, new HealthLook(look.checks(), problems, look.unseen()));
        }
        return problems.isEmpty() ? 0 : 3;
    }

    private void tell(LoadedRunbook loaded, boolean blind, HealthLook look) {
        OutsideTelling.Told told = new OutsideTelling(loaded.runbook(), new Secrets(System.getenv()), Clock.systemUTC())
                .tell(look, blind, Instant.now());
        told.raised().forEach(id -> Output.say("told: %s", Printable.of(id)));
        told.resolved().forEach(id -> Output.say("told that it is over: %s", Printable.of(id)));
        told.problems().forEach(problem -> Output.say("warning: %s", Printable.of(problem)));
    }

    private HealthLook withEngine(LoadedRunbook loaded, List<HealthProblem> problems) {
        try (Session session = engine.open()) {
            return look(
                    loaded,
                    session.inMemory() ? null : new TemporalView(session.client(), session.standingQueue(loaded)));
        } catch (LifeboatException e) {
            if (e.code() != ErrorCode.ENGINE_UNAVAILABLE && e.code() != ErrorCode.TOOL_MISSING) {
                throw e;
            }
            problems.add(new HealthProblem(
                    "engine",
                    "engine",
                    Severity.CRITICAL,
                    String.valueOf(e.getMessage()),
                    "no schedule runs",
                    e.code().hint()));
            return look(loaded, null);
        }
    }

    private static HealthLook look(LoadedRunbook loaded, @Nullable EngineView view) {
        Secrets secrets = new Secrets(System.getenv());
        return new HealthExamination(
                        loaded.runbook(),
                        secrets,
                        new PostgresConnector(secrets),
                        new ClientTools(System.getenv()),
                        view,
                        null,
                        Instant.now())
                .look(() -> {});
    }

    private void show(LoadedRunbook loaded, HealthLook look, List<HealthProblem> problems) {
        Output output = runbook.output();
        for (HealthProblem problem : problems) {
            output.line(
                    "%-9s %-28s %s",
                    problem.severity().name().toLowerCase(Locale.ROOT), problem.id(), Printable.of(problem.what()));
            output.line("          impact: %s", Printable.of(problem.impact()));
            output.line("          to do:  %s", Printable.of(problem.action()));
            output.object("problem", problem);
        }
        look.unseen().forEach(check -> Output.say("not seen: %s", check));
        output.line(
                "%s: %d checks, %d problems%s",
                loaded.runbook().name(),
                look.checks(),
                problems.size(),
                look.unseen().isEmpty() ? "" : ", " + look.unseen().size() + " not seen");
        output.summary(Map.of("checks", look.checks(), "problems", problems.size(), "unseen", look.unseen()));
    }
}

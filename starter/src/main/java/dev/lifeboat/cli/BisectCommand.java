package dev.lifeboat.cli;

import dev.lifeboat.drill.BisectReport;
import dev.lifeboat.drill.BisectRequest;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.LoadedRunbook;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.session.Session;
import io.temporal.client.WorkflowStub;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Finds the last good set. */
@Command(
        name = "bisect",
        description = "Find the newest set in which a gate is green, by restores into throw-away databases.")
final class BisectCommand implements Callable<Integer> {
    @Mixin
    private RunbookOption runbook = new RunbookOption();

    @Mixin
    private EngineOption engine = new EngineOption();

    @Option(
            names = "--gate",
            paramLabel = "NAME",
            required = true,
            description = "a SQL check of the runbook, or a phase: then all of its own SQL checks")
    private String gate = "";

    @Option(names = "--mode", paramLabel = "M", description = "sets of this mode only (default: whole sets of any)")
    private @Nullable String mode;

    @Option(names = "--from", paramLabel = "SET", description = "the oldest set to look at")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "SET", description = "the newest set to look at")
    private @Nullable String to;

    @Option(
            names = "--all",
            description = "try every set (default: what was bad once is taken to have stayed so, and few are tried)")
    private boolean all;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "2",
            description = "how many are restored side by side (default: 2)")
    private int parallel = 2;

    @Option(
            names = "--target-server",
            paramLabel = "URL",
            description = "the server of the throw-away databases, a URL or env:NAME (default: the drill server)")
    private @Nullable String server;

    @Override
    public Integer call() {
        LoadedRunbook loaded = runbook.load();
        try (Session session = engine.open()) {
            String id = RunIds.bisect(loaded.runbook().name(), Instant.now());
            Output.say("run %s", id);
            Runbook book = server == null
                    ? loaded.runbook()
                    : loaded.runbook()
                            .withDrillServer(session.target(server, id).url());
            BisectRequest request = Usage.parse(() ->
                    new BisectRequest(book, loaded.sha256(), gate, mode, from, to, all, parallel, session.user()));
            WorkflowStub run = session.start("Bisect", id, "last set with a green gate " + gate, request);
            BisectReport report = Following.toEnd(run, BisectReport.class);
            report.probed().forEach(result -> runbook.output()
                    .line(
                            "%-8s %s  %s",
                            result.outcome().name().toLowerCase(Locale.ROOT),
                            Printable.of(result.set()),
                            Printable.of(result.detail())));
            report.warnings().forEach(warning -> Output.say("warning: %s", Printable.of(warning)));
            runbook.output().line("%s", outcome(report));
            if (report.assumed() > 0) {
                Output.say(
                        "%d newer sets were not tried: what was bad once is taken to have stayed bad; --all tries every set",
                        report.assumed());
            }
            runbook.output().summary(report);
            if (report.newestGreen() != null) {
                return 0;
            }
            return report.toldNothing() ? 3 : ErrorCode.GATE_FAILED.exitCode();
        }
    }

    private static String outcome(BisectReport report) {
        if (report.newestGreen() != null) {
            return "the newest set with a green gate: " + Printable.of(report.newestGreen());
        }
        return report.toldNothing()
                ? "nothing can be told: none of " + report.probed().size() + " sets could be asked"
                : "in none of the " + report.probed().size() + " sets that were tried, of " + report.sets()
                        + ", is the gate green";
    }
}

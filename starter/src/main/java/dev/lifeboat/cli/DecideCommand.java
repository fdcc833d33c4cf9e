package dev.lifeboat.cli;

import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.Waiting;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decides a gate. */
@Command(name = "decide", description = "Decide what a restore waits for.")
final class DecideCommand implements Callable<Integer> {
    @Mixin
    private EngineOption engine = new EngineOption();

    @Parameters(index = "0", paramLabel = "RUN", description = "restore/RUNBOOK/TARGET")
    private String run = "";

    @Parameters(index = "1", paramLabel = "PHASE", description = "the phase that waits")
    private String phase = "";

    @Parameters(index = "2", paramLabel = "VERB", description = "approve, retry, waive, hold or abort")
    private String verb = "";

    @Option(names = "--reason", paramLabel = "R", description = "why; obligatory for waive")
    private @Nullable String reason;

    @Option(names = "--confirm", paramLabel = "TARGET", description = "the target's typed name, to waive alone")
    private @Nullable String confirm;

    @Option(names = "--json", description = "one JSON object a line on standard output")
    private boolean json;

    @Override
    public Integer call() {
        Verb decided = Usage.parse(() -> Verb.valueOf(verb.toUpperCase(Locale.ROOT)));
        try (Session session = engine.open()) {
            RestoreProgress progress = StatusCommand.progress(session, run);
            Waiting waiting = progress.waiting();
            if (waiting == null || !waiting.phase().equals(phase)) {
                throw new LifeboatException(
                        ErrorCode.DECISION_REJECTED,
                        waiting == null
                                ? run + " waits for nothing now"
                                : run + " waits for phase " + waiting.phase() + ", not " + phase);
            }
            DecisionReceipt receipt = RestoreRun.decide(session, progress, waiting, decided, reason, confirm);
            Output output = new Output(json);
            output.line(
                    "%s: %s by %s%s",
                    receipt.phase(),
                    receipt.verb().wireName(),
                    receipt.by(),
                    receipt.missing() > 0 ? "; " + receipt.missing() + " more needed" : "");
            output.summary(receipt);
            return 0;
        }
    }
}

package dev.lifeboat.cli;

import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.Waiting;
import dev.lifeboat.run.Deciding;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decides a gate. */
@Command(
        name = "decide",
        description = "Decide what a restore waits for, by the evidence that `lifeboat status` shows.",
        customSynopsis = "lifeboat decide [OPTIONS] [RUN] PHASE approve|retry|waive|hold|abort")
final class DecideCommand implements Callable<Integer> {
    @Mixin
    private EngineOption engine = new EngineOption();

    @Parameters(
            arity = "2..3",
            paramLabel = "[RUN] PHASE VERB",
            hideParamSyntax = true,
            description = "the run (default: the restore that runs), the phase that waits, and"
                    + " approve, retry, waive, hold or abort")
    private List<String> words = List.of();

    @Option(names = "--reason", paramLabel = "R", description = "why; obligatory for waive")
    private @Nullable String reason;

    @Option(names = "--confirm", paramLabel = "TARGET", description = "the target's typed name, to waive alone")
    private @Nullable String confirm;

    @Option(
            names = "--evidence",
            paramLabel = "DIGEST",
            description = "decide only if the gate still shows this evidence (a beginning of it is enough)")
    private @Nullable String evidence;

    @Option(names = "--json", description = "one JSON object a line on standard output")
    private boolean json;

    @Override
    public Integer call() {
        String phase = words.get(words.size() - 2);
        Verb verb = verb(words.get(words.size() - 1));
        Output output = new Output(json);
        try (RunSource runs = RunSource.open(engine)) {
            String run = words.size() == 3 ? words.get(0) : StatusCommand.only(output, runs);
            RestoreProgress progress = runs.progress(run);
            Waiting waiting = Deciding.waiting(progress, phase);
            if (evidence != null
                    && (evidence.length() < 8 || !waiting.evidence().startsWith(evidence))) {
                throw new LifeboatException(
                        ErrorCode.DECISION_REJECTED,
                        "the gate of " + phase + " shows other evidence: " + waiting.evidence());
            }
            DecisionReceipt receipt = runs.decide(progress, waiting, verb, reason, confirm);
            output.line(
                    "%s: %s by %s%s%s",
                    receipt.phase(),
                    receipt.verb().wireName(),
                    receipt.by(),
                    receipt.authenticated() ? "" : ", unauthenticated",
                    receipt.missing() > 0 ? "; " + receipt.missing() + " more needed" : "");
            output.summary(receipt);
            return 0;
        }
    }

    private static Verb verb(String word) {
        for (Verb verb : Verb.values()) {
            if (verb.wireName().equals(word.toLowerCase(Locale.ROOT))) {
                return verb;
            }
        }
        throw new LifeboatException(
                ErrorCode.USAGE,
                "\"" + word + "\" is not a decision; known: "
                        + Arrays.stream(Verb.values()).map(Verb::wireName).collect(Collectors.joining(", ")));
    }
}

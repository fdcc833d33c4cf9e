package dev.lifeboat.cli;

import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.Waiting;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Follows a restore to its end, and asks on the terminal whenever it waits for a person. */
public final class RestoreRun {
    private static final long POLL_MILLIS = 300;

    private final Session session;
    private final WorkflowStub run;
    private final Output output;
    private final @Nullable BufferedReader terminal;

    private RestoreRun(Session session, WorkflowStub run, Output output, boolean ask) {
        this.session = session;
        this.run = run;
        this.output = output;
        this.terminal = ask ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)) : null;
    }

    /** @param ask whether to ask on the terminal; without it a decision must come from elsewhere */
    static RestoreReport follow(Session session, WorkflowStub run, Output output, boolean ask) {
        return new RestoreRun(session, run, output, ask).follow();
    }

    /** The exit code of a restore that ended with this report. */
    static int exitCode(RestoreReport report) {
        if (report.outcome() == RestoreOutcome.ABORTED) {
            return ErrorCode.ABORTED.exitCode();
        }
        return report.outcome() == RestoreOutcome.COMPLETED ? 0 : 3;
    }

    private RestoreReport follow() {
        CompletableFuture<RestoreReport> result = run.getResultAsync(RestoreReport.class);
        String step = "";
        String told = "";
        while (true) {
            try {
                return result.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                RestoreProgress progress = run.query("progress", RestoreProgress.class);
                if (!progress.step().equals(step)) {
                    step = progress.step();
                    Output.say("… %s", step);
                    output.object("progress", progress);
                }
                Waiting waiting = progress.waiting();
                if (waiting != null && !waiting.nonce().equals(told)) {
                    told = waiting.nonce();
                    GateView.waiting(output, waiting);
                    if (terminal != null) {
                        ask(progress, waiting);
                    } else {
                        Output.say("decide with: lifeboat decide %s %s approve", progress.runId(), waiting.phase());
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LifeboatException(ErrorCode.INTERRUPTED, "interrupted; the restore goes on with --resume", e);
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
            }
        }
    }

    private void ask(RestoreProgress progress, Waiting waiting) {
        while (true) {
            System.err.print("decide " + waiting.phase() + " [approve|retry|waive REASON|hold|abort]: ");
            String line = readLine();
            if (line == null) {
                throw new LifeboatException(
                        ErrorCode.WAITING_FOR_DECISION,
                        "the terminal is closed and phase " + waiting.phase() + " waits");
            }
            String[] words = line.strip().split("\\s+", 2);
            try {
                Verb verb = Verb.valueOf(words[0].toUpperCase(Locale.ROOT));
                String reason = words.length > 1 ? words[1] : null;
                String target = verb == Verb.WAIVE ? progress.target() : null;
                decide(session, progress, waiting, verb, reason, target);
                return;
            } catch (IllegalArgumentException e) {
                Output.say("\"%s\" is not a decision", words[0]);
            } catch (LifeboatException e) {
                Output.say("not accepted: %s", e.getMessage());
            }
        }
    }

    private @Nullable String readLine() {
        try {
            return terminal == null ? null : terminal.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a decision without a token: the workflow records it as unauthenticated, or refuses it. */
    static DecisionReceipt decide(
            Session session,
            RestoreProgress progress,
            Waiting waiting,
            Verb verb,
            @Nullable String reason,
            @Nullable String target) {
        Decision decision = new Decision(
                progress.runId(),
                waiting.phase(),
                waiting.stage(),
                verb,
                waiting.evidence(),
                waiting.nonce(),
                session.user(),
                List.of(),
                reason,
                target,
                Instant.now(),
                null);
        try {
            return session.client()
                    .newUntypedWorkflowStub(waiting.workflowId())
                    .update("decide", DecisionReceipt.class, decision);
        } catch (WorkflowUpdateException e) {
            LifeboatException known = Failures.find(e);
            throw known == null
                    ? new LifeboatException(ErrorCode.DECISION_REJECTED, "the run refused the decision", e)
                    : known;
        }
    }
}

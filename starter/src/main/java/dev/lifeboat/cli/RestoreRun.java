package dev.lifeboat.cli;

import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.PhaseProgress;
import dev.lifeboat.restore.PhaseState;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.Waiting;
import dev.lifeboat.run.Deciding;
import dev.lifeboat.run.Interruption;
import dev.lifeboat.run.Runs;
import dev.lifeboat.session.Session;
import io.temporal.client.WorkflowQueryException;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Follows a restore to its end, and asks on the terminal whenever it waits for a person. */
final class RestoreRun {
    private static final Duration EVERY = Duration.ofMillis(300);
    private static final int LOOKS_BETWEEN_RETRIES = 10;

    private final Session session;
    private final WorkflowStub run;
    private final Output output;
    private final @Nullable Terminal terminal;
    private final Consumer<RestoreProgress> onWaiting;
    private final Bar bar = new Bar();
    private String step = "";
    private String told = "";
    private boolean silent;
    private int looks;
    private List<String> retries = List.of();

    private RestoreRun(
            Session session, WorkflowStub run, Output output, boolean ask, Consumer<RestoreProgress> onWaiting) {
        this.onWaiting = onWaiting;
        this.session = session;
        this.run = run;
        this.output = output;
        this.terminal = ask ? new Terminal() : null;
    }

    /**
     * The report. Ctrl-C ends the following, not the restore: what it has committed stays, and --resume goes on.
     *
     * @param ask whether to ask on the terminal; without it a decision must come from elsewhere
     */
    static RestoreReport follow(Session session, WorkflowStub run, Output output, boolean ask) {
        return follow(session, run, output, ask, RestoreReport.class, waiting -> {});
    }

    /**
     * As {@link #follow(Session, WorkflowStub, Output, boolean)}, for a run with another report.
     *
     * @param onWaiting shows what else a person has to see before deciding
     */
    static <T> T follow(
            Session session,
            WorkflowStub run,
            Output output,
            boolean ask,
            Class<T> report,
            Consumer<RestoreProgress> onWaiting) {
        RestoreRun following = new RestoreRun(session, run, output, ask, onWaiting);
        try {
            return Runs.await(run, report, EVERY, following::look, following::interrupted);
        } catch (LifeboatException e) {
            following.failed(e);
            throw e;
        } finally {
            following.bar.close();
        }
    }

    /** Whether to ask here: somebody sits before the terminal, or nobody else could ever decide. */
    static boolean asksHere(Session session) {
        return session.inMemory() || Session.interactive();
    }

    /** The exit code of a restore that ended with this report: what its plan warned of was approved with it. */
    static int exitCode(RestoreReport report) {
        if (report.outcome() == RestoreOutcome.ABORTED) {
            return ErrorCode.ABORTED.exitCode();
        }
        return report.outcome() == RestoreOutcome.COMPLETED
                        && report.unforeseen().isEmpty()
                ? 0
                : 3;
    }

    private void interrupted() {
        bar.close();
        String id = run.getExecution().getWorkflowId();
        if (session.embedded()) {
            Output.say("interrupted: %s stands still; the same command with --resume goes on", id);
        } else {
            Output.say("%s goes on in its workers; `lifeboat status %s` follows it", id, id);
        }
    }

    /** Null while nobody answers. */
    private @Nullable RestoreProgress progress() {
        try {
            RestoreProgress progress = run.query("progress", RestoreProgress.class);
            silent = false;
            return progress;
        } catch (WorkflowQueryException | WorkflowServiceException e) {
            if (!silent) {
                bar.close();
                Output.say(
                        Runs.isAway(e)
                                ? "Temporal does not answer at the moment; waiting for it"
                                : "no worker answers at the moment; waiting");
            }
            silent = true;
            return null;
        }
    }

    /** What a person needs next, who has just read that it failed. */
    private void failed(LifeboatException failure) {
        RestoreProgress last = failure.code() == ErrorCode.INTERRUPTED ? null : progress();
        if (last == null || last.setId() == null || last.phases().isEmpty()) {
            return;
        }
        bar.close();
        if (last.putAside() != null) {
            Output.say("what was in the target before: database %s", last.putAside());
        }
        Output.say("what is in the target stays; once the reason is mended, the same command with --resume goes on");
    }

    /** Says what has failed and is tried again: minutes may go by with it. */
    private void lookAtRetries() {
        if (looks++ % LOOKS_BETWEEN_RETRIES != 0) {
            return;
        }
        List<String> now = new Runs(session).retries(run.getExecution().getWorkflowId());
        for (String line : now) {
            if (!retries.contains(line)) {
                bar.close();
                Output.say("tried again: %s", Printable.of(line));
            }
        }
        retries = now;
    }

    private void look() {
        lookAtRetries();
        RestoreProgress progress = progress();
        if (progress == null) {
            return;
        }
        if (!progress.step().equals(step)) {
            step = progress.step();
            bar.close();
            Output.say("… %s", step);
            output.object("progress", progress);
        }
        progress.phases().stream()
                .filter(phase -> phase.state() == PhaseState.LOADING)
                .findFirst()
                .ifPresent(this::loading);
        Waiting waiting = progress.waiting();
        if (waiting != null && !waiting.nonce().equals(told)) {
            told = waiting.nonce();
            bar.close();
            GateView.waiting(output, waiting);
            onWaiting.accept(progress);
            output.object("waiting", waiting);
            if (terminal != null) {
                ask(progress, waiting, terminal);
            } else {
                Output.say("decide with: lifeboat decide %s %s approve", progress.runId(), waiting.phase());
            }
        }
    }

    private void loading(PhaseProgress phase) {
        bar.show("loading " + phase.phase(), "rows", phase.rowsDone(), phase.rows());
    }

    /** Asks until a decision is accepted, here or elsewhere. */
    private void ask(RestoreProgress progress, Waiting waiting, Terminal input) {
        while (true) {
            System.err.print("decide " + waiting.phase() + " [approve|retry|waive REASON|hold|abort]: ");
            Terminal.Line line = read(input, waiting);
            if (line == null) {
                System.err.println();
                if (!Interruption.isRequested()) {
                    Output.say("decided elsewhere");
                }
                return;
            }
            String[] words = typed(line, waiting).strip().split("\\s+", 2);
            try {
                Verb verb = Verb.valueOf(words[0].toUpperCase(Locale.ROOT));
                String reason = words.length > 1 ? words[1] : null;
                String target = verb == Verb.WAIVE ? typedTarget(input, waiting) : null;
                decide(session, progress, waiting, verb, reason, target);
                return;
            } catch (IllegalArgumentException e) {
                Output.say("\"%s\" is not a decision", words[0]);
            } catch (LifeboatException e) {
                if (e.code() == ErrorCode.WAITING_FOR_DECISION) {
                    throw e;
                }
                Output.say("not accepted: %s", e.getMessage());
            }
        }
    }

    /** The next line; null as soon as somebody has decided elsewhere or pressed Ctrl-C. */
    private Terminal.@Nullable Line read(Terminal input, Waiting waiting) {
        while (true) {
            Terminal.Line line = input.poll(EVERY);
            if (line != null || Interruption.isRequested()) {
                return line;
            }
            RestoreProgress progress = progress();
            if (progress != null
                    && (progress.waiting() == null
                            || !progress.waiting().nonce().equals(waiting.nonce()))) {
                return null;
            }
        }
    }

    private static String typed(Terminal.Line line, Waiting waiting) {
        String text = line.text();
        if (text == null) {
            throw new LifeboatException(
                    ErrorCode.WAITING_FOR_DECISION, "the terminal is closed and phase " + waiting.phase() + " waits");
        }
        return text;
    }

    /** Waiving alone takes the target's name, typed by a person who has to look it up: not filled in for them. */
    private @Nullable String typedTarget(Terminal input, Waiting waiting) {
        System.err.print("to waive alone, type the target database's name (empty: a second person agrees): ");
        Terminal.Line line = read(input, waiting);
        String name = line == null ? "" : typed(line, waiting);
        return name.isBlank() ? null : name.strip();
    }

    /** Sends a decision without a token: the workflow records it as unauthenticated, or refuses it. */
    static DecisionReceipt decide(
            Session session,
            RestoreProgress progress,
            Waiting waiting,
            Verb verb,
            @Nullable String reason,
            @Nullable String target) {
        return new Deciding(session)
                .send(waiting, Deciding.of(progress, waiting, verb, session.user(), List.of(), reason, target));
    }
}

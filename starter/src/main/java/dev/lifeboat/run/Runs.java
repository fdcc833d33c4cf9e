package dev.lifeboat.run;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.session.Session;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowQueryException;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The runs of an engine. */
public final class Runs {
    private static final Set<String> KINDS =
            Set.of("backup", "verify", "restore", "repair", "rollback", "drill", "audit", "retention");
    private static final int MOST = 50;
    /** How often a run is asked: the first question may wait in vain for a worker that has just been killed. */
    private static final int QUESTIONS = 2;

    private final Session session;

    public Runs(Session session) {
        this.session = session;
    }

    /** The latest runs of a kind, newest first; children of drills are left out. */
    public List<RunLine> recent(String kind) {
        if (!KINDS.contains(kind)) {
            throw new LifeboatException(ErrorCode.USAGE, "\"" + kind + "\" is not a kind of run");
        }
        return list("LifeboatKind = '" + kind + "'" + (kind.equals("restore") ? " AND LifeboatDrill = 'false'" : ""));
    }

    /** The latest runs of every kind, newest first. */
    public List<RunLine> recent() {
        return list(
                "LifeboatKind IN ('backup', 'verify', 'repair', 'rollback', 'drill', 'audit', 'retention') OR (LifeboatKind = 'restore' AND LifeboatDrill = 'false')");
    }

    /** The restores, repairs and roll-backs that run, rehearsals left out. */
    public List<RunLine> openRestores() {
        return list(
                "LifeboatKind IN ('restore', 'repair', 'rollback') AND LifeboatDrill = 'false' AND ExecutionStatus = 'Running'");
    }

    /** The open runs of a runbook, whatever their kind. */
    public List<RunLine> open(String runbook) {
        return list("LifeboatRunbook = '" + runbook + "' AND LifeboatKind != 'phase' AND ExecutionStatus = 'Running'");
    }

    private List<RunLine> list(String query) {
        try {
            return session.client()
                    .listExecutions(query)
                    .limit(MOST)
                    .map(Runs::line)
                    .toList();
        } catch (StatusRuntimeException e) {
            throw unlisted(e.getStatus(), e);
        } catch (WorkflowServiceException e) {
            throw unlisted(Status.fromThrowable(e), e);
        }
    }

    private static LifeboatException unlisted(Status status, RuntimeException cause) {
        return status.getCode() == Status.Code.UNIMPLEMENTED
                ? new LifeboatException(ErrorCode.NOT_ON_THIS_ENGINE, "the in-memory engine cannot list runs", cause)
                : new LifeboatException(
                        ErrorCode.ENGINE_UNAVAILABLE, "the runs cannot be listed: " + status.getCode(), cause);
    }

    private static RunLine line(WorkflowExecutionMetadata run) {
        String waiting = run.getTypedSearchAttributes().get(SearchKeys.WAITING_FOR);
        String kind = run.getTypedSearchAttributes().get(SearchKeys.KIND);
        boolean open = run.getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
        return new RunLine(
                run.getExecution().getWorkflowId(),
                kind == null ? run.getWorkflowType().toLowerCase(Locale.ROOT) : kind,
                state(run.getStatus()),
                !open || "nothing".equals(waiting) ? null : waiting,
                run.getStartTime(),
                open ? null : run.getCloseTime());
    }

    private static String state(WorkflowExecutionStatus status) {
        return status.name()
                .substring("WORKFLOW_EXECUTION_STATUS_".length())
                .toLowerCase(Locale.ROOT)
                .replace('_', '-');
    }

    /** One run in a line; throws NO_SUCH_RUN. */
    public RunLine describe(String run) {
        try {
            return line(session.client().newUntypedWorkflowStub(run).describe());
        } catch (WorkflowNotFoundException e) {
            throw new LifeboatException(ErrorCode.NO_SUCH_RUN, "there is no run " + run, e);
        } catch (StatusRuntimeException | WorkflowServiceException e) {
            throw new LifeboatException(
                    ErrorCode.ENGINE_UNAVAILABLE,
                    run + " cannot be asked for: " + Status.fromThrowable(e).getCode(),
                    e);
        }
    }

    /** Whether a run of this id is one in which people decide. */
    public static boolean isDecided(String run) {
        return run.startsWith("restore/")
                || run.startsWith("repair/")
                || run.startsWith("rollback/")
                || run.startsWith("drill/");
    }

    /** Where a restore, repair, roll-back or drill stands, also after its end; throws NO_SUCH_RUN. */
    public RestoreProgress progress(String run) {
        if (!isDecided(run)) {
            throw new LifeboatException(
                    ErrorCode.NO_SUCH_RUN,
                    run
                            + " is no restore, repair, roll-back or drill (restore/RUNBOOK/TARGET, repair/…, rollback/…, drill/…)");
        }
        session.reach(run);
        WorkflowStub stub = session.client().newUntypedWorkflowStub(run);
        for (int tried = 1; ; tried++) {
            try {
                return asItIs(run, stub.query("progress", RestoreProgress.class));
            } catch (WorkflowNotFoundException e) {
                throw new LifeboatException(ErrorCode.NO_SUCH_RUN, "there is no run " + run, e);
            } catch (WorkflowQueryException | WorkflowServiceException e) {
                if (tried == QUESTIONS || Status.fromThrowable(e).getCode() != Status.Code.DEADLINE_EXCEEDED) {
                    throw new LifeboatException(ErrorCode.ENGINE_UNAVAILABLE, silence(run, e), e);
                }
            }
        }
    }

    /** With what only the engine knows: a run that was terminated, or whose time was over, answers as if it went on. */
    private RestoreProgress asItIs(String run, RestoreProgress said) {
        RunLine line = describe(run);
        return line.failed() ? said.over(line.state()) : said.retrying(retries(run));
    }

    /** What of a run is tried again; nothing where the engine does not say. */
    public List<String> retries(String run) {
        return Retries.of(session.client(), run);
    }

    /** Whether the engine itself does not answer, and not only its workers. */
    public static boolean isAway(RuntimeException failure) {
        return Status.fromThrowable(failure).getCode() == Status.Code.UNAVAILABLE;
    }

    private String silence(String run, RuntimeException failure) {
        if (isAway(failure)) {
            return "Temporal does not answer, so nobody can ask " + run;
        }
        String worker = session.workerOf(run);
        return worker == null
                ? run + " does not answer: is a worker running? (`lifeboat worker`)"
                : run + " does not answer, though " + worker
                        + " works on it. If it hangs, end it and start its command again, a restore with --resume:"
                        + " what was committed stays";
    }

    /**
     * A run's result. Ctrl-C ends the waiting with INTERRUPTED, after {@code interrupted} has run.
     *
     * @param tick is called again and again while the run goes on
     */
    public static <T> T await(WorkflowStub run, Class<T> type, Duration every, Runnable tick, Runnable interrupted) {
        CompletableFuture<T> result = run.getResultAsync(type);
        Interruption.heed();
        while (!Interruption.isRequested()) {
            try {
                return result.get(every.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                tick.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LifeboatException(ErrorCode.INTERRUPTED, "interrupted", e);
            } catch (ExecutionException e) {
                throw failure(e.getCause(), e);
            }
        }
        interrupted.run();
        throw new LifeboatException(ErrorCode.INTERRUPTED, "interrupted");
    }

    private static RuntimeException failure(@Nullable Throwable cause, ExecutionException whole) {
        LifeboatException known = Failures.find(cause);
        if (known != null) {
            return known;
        }
        return cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(whole);
    }

    /** Cancels a run and waits a moment for its cleaning up. */
    public static void cancel(WorkflowStub run, Duration longest) {
        run.cancel();
        try {
            run.getResultAsync(longest.toSeconds(), TimeUnit.SECONDS, Object.class)
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            // Cancelled, as was wanted; or it did not end in time, and goes on cleaning up wherever a worker is.
            return;
        }
    }
}

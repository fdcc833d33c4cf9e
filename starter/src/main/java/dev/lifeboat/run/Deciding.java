package dev.lifeboat.run;

import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.Waiting;
import dev.lifeboat.session.Session;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowUpdateException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Deciding what a restore waits for. */
public final class Deciding {
    private final Session session;

    public Deciding(Session session) {
        this.session = session;
    }

    /** What is waited for in this phase; throws DECISION_REJECTED when it is nothing or another phase. */
    public static Waiting waiting(RestoreProgress progress, String phase) {
        Waiting waiting = progress.waiting();
        if (waiting == null || !waiting.phase().equals(phase)) {
            throw new LifeboatException(
                    ErrorCode.DECISION_REJECTED,
                    waiting == null
                            ? progress.runId() + " waits for nothing now"
                            : progress.runId() + " waits for phase " + waiting.phase() + ", not " + phase);
        }
        return waiting;
    }

    /** A decision about the evidence that is shown, by this command's user. Without a token it is recorded as unauthenticated. */
    public static Decision of(
            RestoreProgress progress,
            Waiting waiting,
            Verb verb,
            String by,
            List<String> roles,
            @Nullable String reason,
            @Nullable String target) {
        return new Decision(
                progress.runId(),
                waiting.phase(),
                waiting.stage(),
                verb,
                waiting.evidence(),
                waiting.nonce(),
                by,
                roles,
                reason,
                target,
                Instant.now(),
                null);
    }

    /** Sends a decision; throws DECISION_REJECTED or FORBIDDEN with the workflow's reason, NO_SUCH_RUN. */
    public DecisionReceipt send(Waiting waiting, Decision decision) {
        try {
            return session.client()
                    .newUntypedWorkflowStub(waiting.workflowId())
                    .update("decide", DecisionReceipt.class, decision);
        } catch (WorkflowUpdateException e) {
            LifeboatException known = Failures.find(e);
            throw known == null
                    ? new LifeboatException(ErrorCode.DECISION_REJECTED, "the run refused the decision", e)
                    : known;
        } catch (WorkflowNotFoundException e) {
            throw new LifeboatException(
                    ErrorCode.NO_SUCH_RUN, "phase " + waiting.phase() + " of " + decision.run() + " is over", e);
        }
    }
}

package dev.lifeboat.restore;

import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionPoint;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.gate.GateCheck;
import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.notice.Spoken;
import dev.lifeboat.runbook.Approval;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Waits for people. Reminds, escalates, and never lets time decide. Shared by phases and by the manual steps around them. Not
 * thread-safe.
 */
public final class GateKeeper {
    private static final Logger LOG = Workflow.getLogger(GateKeeper.class);

    private static final String PHASE = "phase";

    private final Notices notices;
    private final String startedBy;
    private final List<String> deciderKeys;
    private final boolean direct;
    private final Runnable changed;
    private final List<RecordedDecision> decisions = new ArrayList<>();
    private @Nullable DecisionPoint point;
    private @Nullable Waiting waiting;

    /** @param changed is called whenever {@link #waiting()} or {@link #decisions()} has changed */
    public GateKeeper(Notices notices, String startedBy, List<String> deciderKeys, boolean direct, Runnable changed) {
        this.notices = notices;
        this.startedBy = startedBy;
        this.deciderKeys = deciderKeys;
        this.direct = direct;
        this.changed = changed;
    }

    /** What is waited for; null: nothing. */
    public @Nullable Waiting waiting() {
        return waiting;
    }

    /** All decisions so far, in order; of several approvers, those who have approved. */
    public List<RecordedDecision> decisions() {
        List<RecordedDecision> all = new ArrayList<>(decisions);
        if (point != null) {
            all.addAll(point.recorded());
        }
        return all;
    }

    /** Records the starter's advance approval of green evidence. */
    public void approveInAdvance(DecisionPoint.Question question, Approval approval) {
        DecisionPoint advance = new DecisionPoint(question, approval, startedBy, deciderKeys, direct);
        advance.approveInAdvance(now());
        decisions.addAll(advance.recorded());
        changed.run();
    }

    /** Waits until people have decided, however long that takes. */
    public Verb ask(
            DecisionPoint.Question question,
            Approval approval,
            String subject,
            List<GateCheck> checks,
            @Nullable String object) {
        DecisionPoint asked = new DecisionPoint(question, approval, startedBy, deciderKeys, direct);
        point = asked;
        Instant since = now();
        waiting = new Waiting(
                Workflow.getInfo().getWorkflowId(),
                question.phase(),
                question.stage(),
                subject,
                question.passed(),
                question.evidence(),
                question.nonce(),
                asked.missing(),
                since,
                checks,
                object);
        changed.run();
        notices.tell(
                NoticeEvent.DECISION_WAITING,
                question.passed() ? Severity.INFO : Severity.CRITICAL,
                subject,
                "a decision is waited for",
                facts(question, null));
        remindUntilDecided(asked, question, approval, subject);
        point = null;
        decisions.addAll(asked.recorded());
        tellDecided(asked, question, subject);
        waiting = null;
        changed.run();
        return Objects.requireNonNull(asked.outcome());
    }

    private void tellDecided(DecisionPoint asked, DecisionPoint.Question question, String subject) {
        asked.recorded()
                .forEach(decision -> notices.tell(
                        NoticeEvent.DECISION_MADE,
                        Severity.INFO,
                        subject,
                        decision.verb().wireName() + " by " + decision.by(),
                        Fact.list(
                                PHASE, question.phase(), "verb", decision.verb().wireName(), "by", decision.by())));
        if (asked.waivedAlone()) {
            notices.tell(
                    NoticeEvent.DECISION_WAIVED,
                    Severity.CRITICAL,
                    question.run() + "/waived/" + question.phase(),
                    subject,
                    "waived by one person alone; to be reviewed afterwards",
                    Fact.list(PHASE, question.phase()));
        }
    }

    private static List<Fact> facts(DecisionPoint.Question question, @Nullable Duration waited) {
        return Fact.list(
                PHASE,
                question.phase(),
                "gate",
                question.stage() + (question.passed() ? ": green" : ": RED"),
                "waited",
                waited == null ? null : Spoken.duration(waited),
                "action",
                "lifeboat decide " + question.run() + " " + question.phase() + " "
                        + question.allowed().stream().map(Verb::wireName).collect(Collectors.joining("|")));
    }

    private void remindUntilDecided(
            DecisionPoint asked, DecisionPoint.Question question, Approval approval, String subject) {
        Duration waited = Duration.ZERO;
        Duration reminded = Duration.ZERO;
        Duration escalated = Duration.ZERO;
        while (asked.outcome() == null) {
            Duration untilReminder = interval(approval.remind(), reminded).minus(waited.minus(reminded));
            Duration untilEscalation = interval(approval.escalate(), escalated).minus(waited.minus(escalated));
            Duration next = untilReminder.compareTo(untilEscalation) < 0 ? untilReminder : untilEscalation;
            if (Workflow.await(next, () -> asked.outcome() != null)) {
                return;
            }
            waited = waited.plus(next);
            if (untilEscalation.compareTo(next) <= 0) {
                escalated = waited;
                notices.escalate(
                        NoticeEvent.DECISION_WAITING,
                        subject,
                        "waiting for a decision since " + waited.toMinutes() + " min",
                        facts(question, waited));
            }
            if (untilReminder.compareTo(next) <= 0) {
                reminded = waited;
                notices.tell(
                        NoticeEvent.DECISION_WAITING,
                        Severity.WARNING,
                        subject,
                        "still waiting for a decision, " + waited.toMinutes() + " min",
                        facts(question, waited));
            }
        }
    }

    /**
     * The longer it takes, the rarer: a run that waits for weeks must not reach the length at which a server ends it, nor
     * teach people to overlook its notices.
     */
    private static Duration interval(Duration asked, Duration waited) {
        Duration tenth = waited.dividedBy(10);
        return tenth.compareTo(asked) > 0 ? tenth : asked;
    }

    /** For an update's validator: throws the reason why the decision does not count. */
    public void validate(Decision decision) {
        try {
            current(decision).validate(decision);
        } catch (LifeboatException e) {
            throw Failures.toRejection(e);
        }
    }

    /** Takes a decision that {@link #validate} let through; throws the failure of one that does not count. */
    public DecisionReceipt accept(Decision decision) {
        DecisionPoint asked;
        DecisionReceipt receipt;
        try {
            asked = current(decision);
            receipt = asked.accept(decision, now());
        } catch (LifeboatException e) {
            throw Failures.toFailure(e);
        }
        Waiting before = waiting;
        if (before != null) {
            waiting = new Waiting(
                    before.workflowId(),
                    before.phase(),
                    before.stage(),
                    before.subject(),
                    before.passed(),
                    before.evidence(),
                    before.nonce(),
                    asked.missing(),
                    before.since(),
                    before.checks(),
                    before.object());
        }
        changed.run();
        return receipt;
    }

    /** A signal has nobody to answer to: one that does not count is logged and changes nothing. */
    public void acceptDirect(Decision decision) {
        try {
            current(decision).validate(decision);
            accept(decision);
        } catch (LifeboatException e) {
            LOG.warn("event=decision-ignored phase={} reason={}", decision.phase(), e.getMessage());
        }
    }

    private DecisionPoint current(Decision decision) {
        if (point == null) {
            throw new LifeboatException(
                    ErrorCode.DECISION_REJECTED, "nothing is waited for in phase " + decision.phase() + " now");
        }
        return point;
    }

    private static Instant now() {
        return Instant.ofEpochMilli(Workflow.currentTimeMillis());
    }
}

package dev.lifeboat.decision;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Approval;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One thing to decide, and the rules by which a decision about it counts. {@link #validate} is pure: it looks at the state and
 * the decision and nothing else, so that an update's validator and a signal's handler share it. Not thread-safe.
 */
public final class DecisionPoint {
    /**
     * What a decision is about.
     *
     * @param run the restore's workflow id
     * @param passed whether the evidence is green; a red gate cannot be approved, only waived
     * @param allowed verbs possible in this state
     * @param targetName typed by somebody who waives alone
     */
    public record Question(
            String run,
            String phase,
            String stage,
            String evidence,
            String nonce,
            boolean passed,
            Set<Verb> allowed,
            String targetName) {
        public Question {
            allowed = Collections.unmodifiableSortedSet(new TreeSet<>(allowed));
        }
    }

    private final Question question;
    private final Approval approval;
    private final String startedBy;
    private final List<String> deciderKeys;
    private final boolean directAllowed;
    private final List<Decision> approvals = new ArrayList<>();
    private final List<Decision> waivers = new ArrayList<>();
    private final List<RecordedDecision> recorded = new ArrayList<>();
    private @Nullable Verb outcome;

    public DecisionPoint(
            Question question, Approval approval, String startedBy, List<String> deciderKeys, boolean directAllowed) {
        this.question = question;
        this.approval = approval;
        this.startedBy = startedBy;
        this.deciderKeys = List.copyOf(deciderKeys);
        this.directAllowed = directAllowed;
    }

    /** Throws DECISION_REJECTED or FORBIDDEN with the reason; returns normally if the decision counts. */
    public void validate(Decision decision) {
        if (outcome != null) {
            throw rejected("this is decided already: " + outcome.wireName());
        }
        if (!decision.run().equals(question.run())
                || !decision.phase().equals(question.phase())
                || !decision.stage().equals(question.stage())) {
            throw rejected(
                    "what is waited for is " + question.phase() + " (" + question.stage() + ") of " + question.run());
        }
        if (!decision.nonce().equals(question.nonce()) || !decision.evidence().equals(question.evidence())) {
            throw rejected("the decision is about other evidence than the gate's present one");
        }
        if (decision.by().isBlank()) {
            throw rejected("nobody is named as deciding");
        }
        if (!authenticated(decision) && !directAllowed) {
            throw new LifeboatException(
                    ErrorCode.FORBIDDEN, "a decision needs a token here: use the API, or a CLI that is signed in");
        }
        if (!question.allowed().contains(decision.verb())) {
            throw rejected(decision.verb().wireName() + " is not possible now");
        }
        switch (decision.verb()) {
            case APPROVE -> validateApproval(decision);
            case WAIVE -> validateWaiver(decision);
            case RETRY, HOLD, ABORT -> requireRole(decision);
        }
    }

    private void validateApproval(Decision decision) {
        if (!question.passed()) {
            throw rejected("the gate is red: retry, waive with a reason, or abort");
        }
        requireRole(decision);
        if (approval.fourEyes() && decision.by().equals(startedBy)) {
            throw new LifeboatException(
                    ErrorCode.FORBIDDEN, decision.by() + " started the run; another person approves it");
        }
        if (approvals.stream().anyMatch(earlier -> earlier.by().equals(decision.by()))) {
            throw rejected(decision.by() + " has approved already; another person is needed");
        }
    }

    /** A reason always; then a second person, or alone the typed name of the target. */
    private void validateWaiver(Decision decision) {
        requireRole(decision);
        if (decision.reason() == null || decision.reason().isBlank()) {
            throw rejected("a waiver needs a reason");
        }
        if (decision.target() != null && !decision.target().equals(question.targetName())) {
            throw rejected("the typed name is not the target's");
        }
        if (waivers.stream().anyMatch(earlier -> earlier.by().equals(decision.by())) && decision.target() == null) {
            throw rejected(
                    decision.by() + " has waived already; another person, or the target's typed name, is needed");
        }
    }

    /** Roles count only from a token: anybody can write anything into a direct decision. */
    private void requireRole(Decision decision) {
        boolean fits = approval.roles().isEmpty()
                || !authenticated(decision)
                || decision.roles().stream().anyMatch(approval.roles()::contains);
        if (!fits) {
            throw new LifeboatException(
                    ErrorCode.FORBIDDEN, "this needs one of the roles " + String.join(", ", approval.roles()));
        }
    }

    /** Takes a decision that {@link #validate} let through. */
    public DecisionReceipt accept(Decision decision, Instant now) {
        validate(decision);
        recorded.add(new RecordedDecision(
                question.phase(),
                question.stage(),
                decision.verb(),
                decision.by(),
                authenticated(decision),
                decision.reason(),
                question.evidence(),
                now));
        switch (decision.verb()) {
            case APPROVE -> {
                approvals.add(decision);
                outcome = missing() == 0 ? Verb.APPROVE : null;
            }
            case WAIVE -> {
                waivers.add(decision);
                outcome = decision.target() != null || waivers.size() > 1 ? Verb.WAIVE : null;
            }
            case RETRY, HOLD, ABORT -> outcome = decision.verb();
        }
        int missing = outcome != null ? 0 : decision.verb() == Verb.WAIVE ? 1 : missing();
        return new DecisionReceipt(question.phase(), decision.verb(), decision.by(), authenticated(decision), missing);
    }

    /** Records an approval that the starter gave in advance, for a green gate only. */
    public void approveInAdvance(Instant now) {
        if (!question.passed()) {
            throw rejected("a red gate is never approved in advance");
        }
        recorded.add(new RecordedDecision(
                question.phase(),
                question.stage(),
                Verb.APPROVE,
                startedBy,
                false,
                "approved in advance by who started the run",
                question.evidence(),
                now));
        outcome = Verb.APPROVE;
    }

    public Question question() {
        return question;
    }

    /** Null while it is undecided. */
    public @Nullable Verb outcome() {
        return outcome;
    }

    /** How many more people have to approve. */
    public int missing() {
        return Math.max(0, approval.approvers() - approvals.size());
    }

    /** Whether one person waived alone: to be reviewed afterwards. */
    public boolean waivedAlone() {
        return outcome == Verb.WAIVE && waivers.size() == 1;
    }

    public List<RecordedDecision> recorded() {
        return List.copyOf(recorded);
    }

    /** Whether the decision carries a token that one of the run's starters signed. */
    private boolean authenticated(Decision decision) {
        String token = decision.token();
        return token != null && deciderKeys.stream().anyMatch(key -> signs(key, token, decision));
    }

    private static boolean signs(String key, String token, Decision decision) {
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(base64.decode(key))));
            signature.update(decision.signedText().getBytes(StandardCharsets.UTF_8));
            return signature.verify(base64.decode(token));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // A token that cannot be read signs nothing; the caller then treats the decision as unauthenticated.
            return false;
        }
    }

    private static LifeboatException rejected(String reason) {
        return new LifeboatException(ErrorCode.DECISION_REJECTED, reason);
    }
}

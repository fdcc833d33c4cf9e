package dev.lifeboat.fake;

import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.DecisionReceipt;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.Waiting;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** People who watch a restore and decide what it waits for. */
public final class Commander {
    private static final KeyPair KEYS = keys();

    private final Rig rig;
    private final String run;

    public Commander(Rig rig, String run) {
        this.rig = rig;
        this.run = run;
    }

    /** The public key whose decisions count, for a request's {@code deciderKeys}. */
    public static String key() {
        return Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded());
    }

    public RestoreProgress progress() {
        return rig.client().newUntypedWorkflowStub(run).query("progress", RestoreProgress.class);
    }

    /** Waits until the run waits for a person in this phase and stage, with evidence not seen before. */
    public Waiting waiting(String phase, String stage, @Nullable Waiting after) {
        Waiting[] seen = new Waiting[1];
        rig.until("the run waits for " + phase + " " + stage, () -> {
            Waiting now = progress().waiting();
            boolean right = now != null
                    && now.phase().equals(phase)
                    && now.stage().equals(stage)
                    && (after == null || !now.equals(after));
            seen[0] = right ? now : null;
            return right;
        });
        return seen[0];
    }

    public Waiting waiting(String phase, String stage) {
        return waiting(phase, stage, null);
    }

    /** Decides, in person and without a token. Throws what the validator says. */
    public DecisionReceipt decide(Waiting waiting, Verb verb, String by) {
        return send(waiting, about(waiting, verb, by, null, null));
    }

    public DecisionReceipt waive(Waiting waiting, String by, @Nullable String reason, @Nullable String target) {
        return send(waiting, about(waiting, Verb.WAIVE, by, reason, target));
    }

    /** Waits for the phase and stage, and approves. */
    public Waiting approve(String phase, String stage) {
        Waiting waiting = waiting(phase, stage);
        decide(waiting, Verb.APPROVE, "ada");
        return waiting;
    }

    public DecisionReceipt send(Waiting waiting, Decision decision) {
        return rig.client()
                .newUntypedWorkflowStub(waiting.workflowId())
                .update("decide", DecisionReceipt.class, decision);
    }

    public void signal(Waiting waiting, Decision decision) {
        rig.client().newUntypedWorkflowStub(waiting.workflowId()).signal("decide-direct", decision);
    }

    public Decision about(Waiting waiting, Verb verb, String by, @Nullable String reason, @Nullable String target) {
        return new Decision(
                run,
                waiting.phase(),
                waiting.stage(),
                verb,
                waiting.evidence(),
                waiting.nonce(),
                by,
                List.of(),
                reason,
                target,
                null,
                null);
    }

    /** The decision of a signed-in person with these roles. */
    public Decision signed(Waiting waiting, Verb verb, String by, String... roles) {
        return sign(new Decision(
                run,
                waiting.phase(),
                waiting.stage(),
                verb,
                waiting.evidence(),
                waiting.nonce(),
                by,
                List.of(roles),
                null,
                null,
                Instant.EPOCH,
                null));
    }

    private static Decision sign(Decision plain) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(KEYS.getPrivate());
            signature.update(plain.signedText().getBytes(StandardCharsets.UTF_8));
            return new Decision(
                    plain.run(),
                    plain.phase(),
                    plain.stage(),
                    plain.verb(),
                    plain.evidence(),
                    plain.nonce(),
                    plain.by(),
                    plain.roles(),
                    plain.reason(),
                    plain.target(),
                    plain.at(),
                    Base64.getEncoder().encodeToString(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the test's key signs nothing", e);
        }
    }

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no Ed25519 here", e);
        }
    }
}

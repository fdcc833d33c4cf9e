package dev.lifeboat.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.Approval;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DecisionPointTest {
    private static final Approval ANYBODY = Approval.DEFAULT;
    private static final Approval TWO_ADMINS =
            new Approval(2, List.of("admin"), true, Duration.ofMinutes(5), Duration.ofMinutes(15));

    private static KeyPair keys;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    @Test
    void takesADirectApprovalWhereTheyAreAllowed() {
        DecisionPoint point = point(true, ANYBODY, true);
        DecisionReceipt receipt = point.accept(decision(Verb.APPROVE, "ada", null), Instant.EPOCH);
        assertThat(receipt.authenticated()).isFalse();
        assertThat(point.outcome()).isEqualTo(Verb.APPROVE);
        assertThat(point.recorded()).singleElement().satisfies(decision -> assertThat(decision.authenticated())
                .isFalse());
    }

    @Test
    void refusesADirectApprovalWhereTokensAreAsked() {
        assertRejected(point(true, ANYBODY, false), decision(Verb.APPROVE, "ada", null), "needs a token");
    }

    @Test
    void believesATokenOnlyForTheDecisionItSigns() throws Exception {
        DecisionPoint point = point(true, TWO_ADMINS, false);
        Decision signed = signed(Verb.APPROVE, "ada", List.of("admin"));
        point.accept(signed, Instant.EPOCH);
        Decision forged = new Decision(
                signed.run(),
                signed.phase(),
                signed.stage(),
                signed.verb(),
                signed.evidence(),
                signed.nonce(),
                "bob",
                signed.roles(),
                null,
                null,
                signed.at(),
                signed.token());
        assertRejected(point, forged, "needs a token");
        assertThat(point.outcome()).isNull();
        point.accept(signed(Verb.APPROVE, "bob", List.of("admin")), Instant.EPOCH);
        assertThat(point.outcome()).isEqualTo(Verb.APPROVE);
    }

    @Test
    void asksForDifferentPeopleOfTheRightRoleAndNotTheStarter() throws Exception {
        DecisionPoint point = point(true, TWO_ADMINS, false);
        assertThat(point.accept(signed(Verb.APPROVE, "ada", List.of("admin")), Instant.EPOCH)
                        .missing())
                .isEqualTo(1);
        assertRejected(point, signed(Verb.APPROVE, "ada", List.of("admin")), "approved already");
        assertRejected(point, signed(Verb.APPROVE, "starter", List.of("admin")), "another person");
        assertRejected(point, signed(Verb.APPROVE, "eve", List.of("support")), "one of the roles");
    }

    @Test
    void refusesAnotherGateAnOldNonceAndOtherEvidence() {
        DecisionPoint point = point(true, ANYBODY, true);
        assertRejected(point, with("other-run", "auth", "open", "e", "n"), "what is waited for");
        assertRejected(point, with("run", "payments", "open", "e", "n"), "what is waited for");
        assertRejected(point, with("run", "auth", "accept", "e", "n"), "what is waited for");
        assertRejected(point, with("run", "auth", "open", "e", "yesterday"), "other evidence");
        assertRejected(point, with("run", "auth", "open", "changed", "n"), "other evidence");
    }

    @Test
    void neverApprovesARedGate() {
        DecisionPoint point = point(false, ANYBODY, true);
        assertRejected(point, decision(Verb.APPROVE, "ada", null), "red");
        assertThatThrownBy(() -> point.approveInAdvance(Instant.EPOCH)).hasMessageContaining("red");
    }

    @Test
    void waivesWithAReasonAndASecondPersonOrTheTypedTarget() {
        DecisionPoint point = point(false, ANYBODY, true);
        assertRejected(point, decision(Verb.WAIVE, "ada", null), "needs a reason");
        assertThat(point.accept(decision(Verb.WAIVE, "ada", "known"), Instant.EPOCH)
                        .missing())
                .isEqualTo(1);
        assertRejected(point, decision(Verb.WAIVE, "ada", "again"), "another person");
        point.accept(decision(Verb.WAIVE, "bob", "agreed"), Instant.EPOCH);
        assertThat(point.outcome()).isEqualTo(Verb.WAIVE);
        assertThat(point.waivedAlone()).isFalse();

        DecisionPoint alone = point(false, ANYBODY, true);
        alone.accept(
                new Decision("run", "auth", "open", Verb.WAIVE, "e", "n", "ada", List.of(), "alone", "db", null, null),
                Instant.EPOCH);
        assertThat(alone.waivedAlone()).isTrue();
    }

    @Test
    void takesNothingAfterItIsDecided() {
        DecisionPoint point = point(true, ANYBODY, true);
        point.accept(decision(Verb.ABORT, "ada", null), Instant.EPOCH);
        assertRejected(point, decision(Verb.APPROVE, "bob", null), "decided already");
    }

    private static DecisionPoint point(boolean green, Approval approval, boolean direct) {
        String key = Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
        return new DecisionPoint(
                new DecisionPoint.Question("run", "auth", "open", "e", "n", green, EnumSet.allOf(Verb.class), "db"),
                approval,
                "starter",
                List.of(key),
                direct);
    }

    private static Decision decision(Verb verb, String by, String reason) {
        return new Decision("run", "auth", "open", verb, "e", "n", by, List.of(), reason, null, null, null);
    }

    private static Decision with(String run, String phase, String stage, String evidence, String nonce) {
        return new Decision(run, phase, stage, Verb.APPROVE, evidence, nonce, "ada", List.of(), null, null, null, null);
    }

    private static Decision signed(Verb verb, String by, List<String> roles) throws Exception {
        Decision plain =
                new Decision("run", "auth", "open", verb, "e", "n", by, roles, null, null, Instant.EPOCH, null);
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(keys.getPrivate());
        signature.update(plain.signedText().getBytes(StandardCharsets.UTF_8));
        String token = Base64.getEncoder().encodeToString(signature.sign());
        return new Decision("run", "auth", "open", verb, "e", "n", by, roles, null, null, Instant.EPOCH, token);
    }

    private static void assertRejected(DecisionPoint point, Decision decision, String reason) {
        assertThatThrownBy(() -> point.validate(decision))
                .isInstanceOf(LifeboatException.class)
                .hasMessageContaining(reason);
    }
}

package dev.lifeboat.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.fake.FakeRestore;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.set.Vault;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A verification reads every part once and marks the set only for what the set itself is to blame for. */
class VerifyFlowTest {
    private final Rig rig = Rig.forgetful();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void marksASetVerifiedAfterEveryPartWasRead() {
        VerifyReport report = rig.result(start(), VerifyReport.class);
        assertThat(report.objects()).isEqualTo(4);
        assertThat(report.rows()).isEqualTo(30);
        assertThat(report.setId()).isEqualTo(FakeRestore.SET);
        assertThat(rig.journal.all()).containsExactly("open-set latest", "marked verified");
    }

    @Test
    void readsManyPartsInFewActivities() {
        rig.verification.parts(1_203);
        assertThat(rig.result(start(), VerifyReport.class).objects()).isEqualTo(1_204);
        assertThat(rig.client().fetchHistory("verify/1").getEvents()).hasSizeLessThan(6_000);
    }

    @Test
    void marksADamagedSetFailed() {
        rig.script.failAlways("verify-parts 1", ErrorCode.SET_CORRUPT, "data/users/2 differs from the manifest");
        assertFailsWith(ErrorCode.SET_CORRUPT);
        assertThat(rig.journal.of("marked")).containsExactly("marked failed: data/users/2 differs from the manifest");
    }

    @Test
    void marksASetFailedThatLacksAnObjectAndReadsNoFurther() {
        rig.verification.lacks("data/users/2 is missing");
        assertFailsWith(ErrorCode.SET_CORRUPT);
        assertThat(rig.journal.all()).containsExactly("open-set latest", "marked failed: data/users/2 is missing");
    }

    @Test
    void marksADamagedSchemaFailed() {
        rig.script.failAlways("verify-schema", ErrorCode.SET_CORRUPT, "schema.dump.pgp differs");
        assertFailsWith(ErrorCode.SET_CORRUPT);
        assertThat(rig.journal.of("marked")).containsExactly("marked failed: schema.dump.pgp differs");
    }

    @Test
    void marksNothingWhenTheKeyIsWrongOrTheStoreIsAway() {
        rig.script.failAlways("verify-parts 0", ErrorCode.KEY_UNUSABLE, "no private key fits");
        assertFailsWith(ErrorCode.KEY_UNUSABLE);
        assertThat(rig.journal.of("marked")).isEmpty();
    }

    @Test
    void triesAgainWhenTheStoreIsAwayForAMoment() {
        rig.script.fail("verify-parts 2", ErrorCode.STORE_UNAVAILABLE, "connection reset");
        rig.result(start(), VerifyReport.class);
        assertThat(rig.journal.of("marked")).containsExactly("marked verified");
    }

    @Test
    void marksNothingWhenItIsCancelled() {
        rig.script.block("verify-parts 0");
        WorkflowStub run = start();
        rig.until("parts are being read", () -> rig.script.standing() == 1);
        rig.settled("verify/1", 1);
        run.cancel();
        assertThatThrownBy(() -> rig.result(run, VerifyReport.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(rig.journal.of("marked")).isEmpty();
        assertThat(rig.script.standing()).isZero();
    }

    private WorkflowStub start() {
        return rig.start("Verify", "verify/1", new VerifyRequest(Vault.of(new Samples().runbook()), "latest", 4));
    }

    private void assertFailsWith(ErrorCode code) {
        WorkflowStub run = start();
        assertThatThrownBy(() -> rig.result(run, VerifyReport.class))
                .isInstanceOf(WorkflowFailedException.class)
                .satisfies(failure -> assertThat(Failures.find(failure).code()).isEqualTo(code));
    }
}

package dev.lifeboat.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.backup.BackupRequest;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.fake.Commander;
import dev.lifeboat.fake.FakeRestore;
import dev.lifeboat.fake.Notifying;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.Waiting;
import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.Step;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.Vault;
import dev.lifeboat.verify.VerifyRequest;
import io.temporal.client.WorkflowStub;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditFlowTest {
    private static final String RUN = "audit/bookings/1";

    @Test
    void signsHowFarALogReachesThatWasFoundWhole() {
        try (Rig rig = Rig.forgetful()) {
            rig.result(start(rig), AuditReport.class);

            assertThat(rig.journal.of("sign heads")).containsExactly("sign heads daily/2");
            assertThat(rig.audit.types()).containsExactly("audit_verified");
            assertThat(rig.notices.delivered()).isEmpty();
        }
    }

    @Test
    void alarmsOfABrokenChainAndSignsNothingOverIt() {
        try (Rig rig = Rig.forgetful()) {
            rig.audit.finds(new AuditFinding(ErrorCode.AUDIT_BROKEN, false, "entry 5", "looks back"));
            rig.audit.finds(new AuditFinding(ErrorCode.CHAIN_BROKEN, true, "daily/1", "was removed"));

            WorkflowStub run = start(rig);
            assertThatThrownBy(() -> rig.result(run, AuditReport.class)).satisfies(e -> {
                assertThat(Failures.find(e)).isNotNull();
                assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.CHAIN_BROKEN);
                assertThat(Failures.find(e).getMessage()).isEqualTo("daily/1: was removed");
            });

            assertThat(rig.journal.of("sign heads")).isEmpty();
            assertThat(rig.audit.types()).containsExactly("audit_broken");
            assertThat(rig.notices.delivered()).singleElement().satisfies(notice -> {
                assertThat(notice.severity()).isEqualTo(Severity.CRITICAL);
                assertThat(notice.text()).contains("daily/1: was removed").contains("entry 5");
            });
        }
    }

    @Test
    void tellsOfAForkAndOfAStoreWithoutAHeadAndDoesNotFail() {
        try (Rig rig = Rig.forgetful()) {
            rig.audit.finds(new AuditFinding(ErrorCode.CHAIN_BROKEN, false, "daily/2", "is one of two behind daily/1"));
            rig.audit.cannotWrite("copy-1: down");

            assertThat(rig.result(start(rig), AuditReport.class).findings()).hasSize(1);

            assertThat(rig.notices.about("daily/2")).hasSize(1);
            assertThat(rig.notices.about("copy-1: down")).hasSize(1);
        }
    }

    @Test
    void alarmsOfALogThatIsNoLongerTheOneThatWasSigned() {
        try (Rig rig = Rig.forgetful()) {
            rig.script.failAlways("sign heads", ErrorCode.AUDIT_BROKEN, "entry 3 of the log is not the one");

            rig.result(start(rig), AuditReport.class);

            assertThat(rig.notices.delivered()).singleElement().satisfies(notice -> {
                assertThat(notice.severity()).isEqualTo(Severity.CRITICAL);
                assertThat(notice.text()).contains("entry 3 of the log is not the one");
            });
        }
    }

    @Test
    void saysThatItCouldNotExamineAndDoesNotCallThatTampering() {
        try (Rig rig = Rig.forgetful()) {
            rig.script.failAlways("examine audit", ErrorCode.STORE_REFUSED, "no rights");

            WorkflowStub run = start(rig);
            assertThatThrownBy(() -> rig.result(run, AuditReport.class))
                    .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.STORE_REFUSED));

            assertThat(rig.notices.about("could not be examined")).hasSize(1);
        }
    }

    @Test
    void writesEveryDecisionOfARestoreDownInItsPlace() {
        try (Rig rig = Rig.forgetful()) {
            Samples samples = new Samples();
            samples.steps = Samples.around(List.of(new Step("stop the writers", null)), List.of());
            rig.restore.phase("auth", 1, "users");
            Commander people = new Commander(rig, Samples.RESTORE);
            WorkflowStub run = rig.start("Restore", Samples.RESTORE, samples.restore());
            people.decide(people.waiting("before-1", "step"), Verb.APPROVE, "ada");
            Waiting first = people.waiting("auth", "open");
            people.decide(first, Verb.RETRY, "ada");
            people.decide(people.waiting("auth", "open", first), Verb.APPROVE, "grace");
            rig.result(run, RestoreReport.class);

            assertThat(rig.audit.types())
                    .containsExactly(
                            "backup_accessed",
                            "restore_begun",
                            "decision_made",
                            "decision_made",
                            "decision_made",
                            "phase_ended",
                            "restore_ended");
            assertThat(rig.audit.events().subList(2, 5))
                    .extracting(event -> event.user() + " " + event.data().get("verb") + " "
                            + event.data().get("phase"))
                    .containsExactly("ada approve before-1", "ada retry auth", "grace approve auth");
            assertThat(rig.audit.events().get(4).data().get("evidence")).isNotEmpty();
        }
    }

    /** The set is the one that the newest head names. */
    @Test
    void signsBehindWhatAVerificationAndARestoreWroteDown() {
        try (Rig rig = Rig.forgetful()) {
            rig.result(verification(rig), Object.class);
            assertThat(rig.audit.types()).containsExactly("set_verified");
            assertThat(rig.journal.of("sign heads")).containsExactly("sign heads");

            rig.restore.phase("auth", 1, "users");
            Commander people = new Commander(rig, Samples.RESTORE);
            WorkflowStub run = rig.start("Restore", Samples.RESTORE, new Samples().restore());
            people.decide(people.waiting("auth", "open"), Verb.APPROVE, "grace");
            rig.result(run, RestoreReport.class);
            assertThat(rig.journal.of("sign heads")).hasSize(2);
            assertThat(rig.notices.about("signed head")).isEmpty();
        }
    }

    /** A log that began in a copy would pass for the primary store's, and its head for one of that. */
    @Test
    void writesWhatIsSaidOfOneCopyDownInTheRunbooksOwnLog() {
        try (Rig rig = Rig.forgetful()) {
            Samples samples = new Samples();
            samples.copies = List.of(StoreLocation.folder("near"));
            Runbook book = samples.runbook();
            VerifyRequest copy = new VerifyRequest(Vault.of(book).only("copy-1"), "daily/1", 4, book);
            rig.result(rig.start("Verify", "verify/1", copy), Object.class);

            assertThat(rig.audit.types()).containsExactly("set_verified");
            assertThat(rig.audit.logs()).containsExactly("entry in [primary, copy-1]", "head in [primary, copy-1]");
        }
    }

    @Test
    void signsBehindWhatABackupsCopiesAndItsVerificationWroteDownAndBehindItsFailure() {
        try (Rig rig = Rig.forgetful()) {
            rig.result(backup(rig, new Samples().backup(false)), BackupReport.class);
            assertThat(rig.journal.of("sign heads")).containsExactly("sign heads " + FakeRestore.SET);
        }
        try (Rig rig = Rig.forgetful()) {
            rig.result(backup(rig, new Samples().backup(true)), BackupReport.class);
            assertThat(rig.journal.of("sign heads")).containsExactly("sign heads " + FakeRestore.SET, "sign heads");
            assertThat(rig.journal.all()).last().isEqualTo("sign heads");
        }
        try (Rig rig = Rig.forgetful()) {
            Samples samples = new Samples();
            samples.copies = List.of(StoreLocation.folder("near"));
            rig.result(backup(rig, samples.backup(false)), BackupReport.class);
            assertThat(rig.journal.of("sign heads", "seal-copy"))
                    .containsExactly("sign heads " + FakeRestore.SET, "seal-copy copy-1", "sign heads");
        }
        try (Rig rig = Rig.forgetful()) {
            rig.script.failAlways("preflight", ErrorCode.STORE_REFUSED, "no rights");
            WorkflowStub run = backup(rig, new Samples().backup(false));
            assertThatThrownBy(() -> rig.result(run, BackupReport.class))
                    .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.STORE_REFUSED));
            assertThat(rig.audit.types()).containsExactly("backup_failed");
            assertThat(rig.journal.of("sign heads")).containsExactly("sign heads");
        }
    }

    private static WorkflowStub backup(Rig rig, BackupRequest request) {
        return rig.start("Backup", "backup/bookings/daily-2026-01-14T02-00-00", request);
    }

    @Test
    void aMachineThatCannotSignIsNoMatterForAVerificationAndALogThatWasChangedIs() {
        try (Rig rig = Rig.forgetful()) {
            rig.script.failAlways("sign heads", ErrorCode.SECRET_MISSING, "no key here");
            rig.result(verification(rig), Object.class);
            assertThat(rig.notices.delivered())
                    .extracting(Notice::event)
                    .containsExactly(NoticeEvent.VERIFICATION_COMPLETED);
        }
        try (Rig rig = Rig.forgetful()) {
            rig.script.failAlways("sign heads", ErrorCode.AUDIT_BROKEN, "entry 3 of the log is not the one");
            rig.result(verification(rig), Object.class);
            assertThat(rig.notices.about("entry 3 of the log is not the one")).hasSize(1);
        }
    }

    private static WorkflowStub verification(Rig rig) {
        return rig.start("Verify", "verify/1", VerifyRequest.of(new Samples().runbook(), "daily/1"));
    }

    @Test
    void doesNotHoldARestoreUpWhenNothingCanBeWrittenDown() {
        try (Rig rig = Rig.forgetful()) {
            for (String type :
                    List.of("backup_accessed", "restore_begun", "phase_ended", "restore_ended", "decision_made")) {
                rig.script.failAlways("audit " + type, ErrorCode.STORE_REFUSED, "read-only");
            }
            Samples samples = new Samples();
            rig.restore.phase("auth", 1, "users");
            Commander people = new Commander(rig, Samples.RESTORE);
            WorkflowStub run = rig.start("Restore", Samples.RESTORE, samples.restore());
            people.decide(people.waiting("auth", "open"), Verb.APPROVE, "grace");
            rig.result(run, RestoreReport.class);

            assertThat(rig.audit.events()).isEmpty();
            assertThat(rig.notices.about("an entry could not be written")).hasSize(5);
        }
    }

    @Test
    void alarmsOfASetThatFailsItsVerification() {
        try (Rig rig = Rig.forgetful()) {
            rig.script.failAlways("open-set", ErrorCode.SIGNATURE_INVALID, "not signed");

            WorkflowStub run = rig.start("Verify", "verify/1", VerifyRequest.of(new Samples().runbook(), "daily/1"));
            assertThatThrownBy(() -> rig.result(run, Object.class))
                    .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.SIGNATURE_INVALID));

            assertThat(rig.audit.types()).containsExactly("set_failed");
            assertThat(rig.notices.about("verification of daily/1 FAILED")).hasSize(1);
        }
    }

    @Test
    void doesNotAlarmOfANameThatNoSetHas() {
        try (Rig rig = Rig.forgetful()) {
            rig.script.failAlways("open-set", ErrorCode.NO_SUCH_SET, "no set \"dayly/1\"");

            Samples samples = new Samples();
            samples.notifications =
                    Notifying.over(ChannelKind.EMAIL, ChannelKind.HEALTHCHECKS).asNotify();
            WorkflowStub run = rig.start("Verify", "verify/1", VerifyRequest.of(samples.runbook(), "dayly/1"));
            assertThatThrownBy(() -> rig.result(run, Object.class))
                    .satisfies(e -> assertThat(Failures.find(e).code()).isEqualTo(ErrorCode.NO_SUCH_SET));

            assertThat(rig.audit.types()).isEmpty();
            assertThat(rig.notices.delivered())
                    .as("nor does a check wait for the end of what never began")
                    .isEmpty();
        }
    }

    private static WorkflowStub start(Rig rig) {
        return rig.start("VerifyAudit", RUN, new Samples().runbook());
    }
}

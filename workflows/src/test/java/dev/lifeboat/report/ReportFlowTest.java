package dev.lifeboat.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.fake.FakeRestore;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreProgress;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.verify.VerifyReport;
import dev.lifeboat.verify.VerifyRequest;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever the end of a run is, it leaves a report; and no run fails for its report. */
class ReportFlowTest {
    private static final String BACKUP = "backup/bookings/daily-1";

    private final Rig rig = Rig.forgetful();
    private final Samples samples = new Samples();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void aBackupLeavesOneAndSoDoesItsVerification() {
        BackupReport report = rig.result(rig.start("Backup", BACKUP, samples.backup(true)), BackupReport.class);
        assertThat(rig.reports.backups()).singleElement().satisfies(run -> {
            assertThat(run.runId()).isEqualTo(BACKUP);
            assertThat(run.backup()).isEqualTo(report);
            assertThat(run.set()).isEqualTo(FakeRestore.SET);
            assertThat(run.error()).isNull();
            assertThat(run.objectives()).isEqualTo(samples.runbook().objectives());
            assertThat(run.endedAt()).isAfterOrEqualTo(run.startedAt());
        });
        assertThat(rig.reports.verifications()).singleElement().satisfies(run -> {
            assertThat(run.set()).isEqualTo(FakeRestore.SET);
            assertThat(run.startedBy()).isEqualTo("run " + BACKUP);
        });
    }

    @Test
    void aBackupThatFailsLeavesOneWithItsReason() {
        rig.script.failAlways("preflight", ErrorCode.PRIVILEGE_MISSING, "role backup may not read users");
        assertFails(rig.start("Backup", BACKUP, samples.backup(false)));
        assertThat(rig.reports.backups()).singleElement().satisfies(run -> {
            assertThat(run.backup()).isNull();
            assertThat(run.set()).isNull();
            assertThat(run.error()).isEqualTo("PRIVILEGE_MISSING: role backup may not read users");
        });
    }

    @Test
    void aCancelledBackupSaysThatItWasCancelled() {
        rig.script.block("copy 1 1");
        WorkflowStub run = rig.start("Backup", BACKUP, samples.backup(false));
        rig.until("a chunk is being copied", () -> rig.script.standing() == 1);
        rig.settled(BACKUP, 2);
        rig.settled(BACKUP + "/1-1", 1);
        run.cancel();
        assertFails(run);
        rig.until("the locks on the source are released", rig.snapshots::nobodyHolds);
        assertThat(rig.reports.backups()).singleElement().satisfies(report -> assertThat(report.error())
                .startsWith("cancelled; "));
    }

    @Test
    void noRunFailsForItsReport() {
        rig.script.failAlways("report-backup", ErrorCode.SIGNER_UNKNOWN, "somebody else's report is there");
        rig.script.failAlways("report-verification", ErrorCode.STORE_UNAVAILABLE, "the store is away");
        assertThat(rig.result(rig.start("Backup", BACKUP, samples.backup(true)), BackupReport.class)
                        .verified())
                .isTrue();
    }

    @Test
    void aVerificationThatFailsLeavesOneWithItsReason() {
        rig.verification.lacks("data/users/2 is missing");
        assertFails(rig.start("Verify", "verify/bookings/1", VerifyRequest.of(samples.runbook(), "latest")));
        assertThat(rig.reports.verifications()).singleElement().satisfies(run -> {
            assertThat(run.set()).isEqualTo(FakeRestore.SET);
            assertThat(run.verification()).isNull();
            assertThat(run.error()).contains("data/users/2 is missing");
        });
    }

    @Test
    void aVerificationOfNobodysRunbookLeavesNone() {
        VerifyRequest all = VerifyRequest.of(samples.runbook(), "latest");
        rig.result(rig.start("Verify", "verify/1", new VerifyRequest(all.vault(), "latest", 4)), VerifyReport.class);
        assertThat(rig.reports.verifications()).isEmpty();
    }

    @Test
    void aRestoreThatFailsLeavesItsPhasesAndItsReason() {
        samples.autoApprove = true;
        rig.restore.phase("auth", 1, "users").phase("bookings", 1, "bookings");
        rig.script.failAlways("finish", ErrorCode.STATEMENT_FAILED, "permission denied");
        assertThatThrownBy(
                        () -> rig.result(rig.start("Restore", Samples.RESTORE, samples.restore()), RestoreReport.class))
                .isInstanceOf(WorkflowFailedException.class);
        assertThat(rig.restore.reports()).singleElement().satisfies(report -> {
            assertThat(report.outcome()).isEqualTo(RestoreOutcome.FAILED);
            assertThat(report.error()).contains("permission denied");
            assertThat(report.phases()).hasSize(2);
            assertThat(report.objectives()).isEqualTo(samples.runbook().objectives());
        });
    }

    @Test
    void aRestoreThatFailsBeforeItsPlanLeavesOneToo() {
        rig.script.failAlways("plan", ErrorCode.SET_CORRUPT, "the manifest was changed");
        assertFails(rig.start("Restore", Samples.RESTORE, samples.restore()));
        assertThat(rig.restore.reports()).isEmpty();
        assertThat(rig.reports.failures()).singleElement().satisfies(run -> {
            assertThat(run.kind()).isEqualTo("restore");
            assertThat(run.runId()).isEqualTo(Samples.RESTORE);
            assertThat(run.error()).isEqualTo("SET_CORRUPT: the manifest was changed");
        });
    }

    /** A typing error is no failed recovery: it is in no month, and the report of the real one stays the last of its run. */
    @Test
    void aRestoreThatIsRefusedBeforeItBeganLeavesNoneAndOpensNoAlarm() {
        rig.script.failAlways("plan", ErrorCode.NO_SUCH_SET, "there is no such set");
        assertFails(rig.start("Restore", Samples.RESTORE, samples.restore()));
        assertThat(rig.restore.reports()).isEmpty();
        assertThat(rig.reports.failures()).isEmpty();
        assertThat(rig.notices.delivered()).singleElement().satisfies(notice -> {
            assertThat(notice.event()).isEqualTo(NoticeEvent.RECOVERY_REFUSED);
            assertThat(notice.severity()).isEqualTo(Severity.WARNING);
            assertThat(notice.key()).isNotEqualTo(Samples.RESTORE);
            assertThat(notice.fact("error")).isEqualTo("NO_SUCH_SET: there is no such set");
        });
        assertThat(rig.audit.types()).contains("restore_failed");
    }

    @Test
    void aRestoreThatWentOnSaysSinceWhenAndWhereTheOldDatabaseIs() {
        samples.autoApprove = true;
        Instant earlier = Instant.parse("2026-01-14T02:30:00Z");
        rig.restore.phase("auth", 1, "users").begunAt(earlier);
        rig.restore.putAside("shop_before_1");
        rig.script.failAlways("finish", ErrorCode.STATEMENT_FAILED, "permission denied");
        WorkflowStub run = rig.start("Restore", Samples.RESTORE, samples.restore());
        assertFails(run);
        assertThat(rig.restore.reports()).singleElement().satisfies(report -> {
            assertThat(report.firstBegunAt()).isEqualTo(earlier);
            assertThat(report.putAside()).isEqualTo("shop_before_1");
        });
        assertThat(rig.notices.about("shop_before_1")).isNotEmpty();
        RestoreProgress progress = run.query("progress", RestoreProgress.class);
        assertThat(progress.failed()).isTrue();
        assertThat(progress.putAside()).isEqualTo("shop_before_1");
        assertThat(progress.estimates()).isEmpty();
    }

    @Test
    void aDrillThatFindsNoSetLeavesOneToo() {
        rig.script.failAlways("choose", ErrorCode.NO_SUCH_SET, "there is no set yet");
        assertFails(rig.start("Drill", "drill/bookings/1", samples.drill()));
        assertThat(rig.drills.reports()).singleElement().satisfies(report -> {
            assertThat(report.proven()).isFalse();
            assertThat(report.restore()).isNull();
            assertThat(report.setId()).isEqualTo("latest");
            assertThat(report.error()).isEqualTo("NO_SUCH_SET: there is no set yet");
        });
    }

    @Test
    void aRestoreThatIsDoneDoesNotFailForItsReport() {
        samples.autoApprove = true;
        rig.restore.phase("auth", 1, "users");
        rig.script.failAlways("report", ErrorCode.STORE_UNAVAILABLE, "the store is away");
        RestoreReport report =
                rig.result(rig.start("Restore", Samples.RESTORE, samples.restore()), RestoreReport.class);
        assertThat(report.outcome()).isEqualTo(RestoreOutcome.COMPLETED);
        assertThat(report.object()).isNull();
        assertThat(report.warnings()).anyMatch(text -> text.contains("could not be kept in the store"));
    }

    @Test
    void aRepairThatFailsLeavesWhatItFoundAndItsReason() {
        samples.autoApprove = true;
        rig.script.failAlways("apply-repair", ErrorCode.STATEMENT_FAILED, "permission denied");
        assertFails(rig.start("Repair", Samples.REPAIR, samples.repair()));
        assertThat(rig.journal.of("report")).containsExactly("report FAILED: STATEMENT_FAILED: permission denied");
        assertThat(rig.reports.failures()).isEmpty();
    }

    @Test
    void aRollBackThatFailsLeavesItsReason() {
        samples.autoApprove = true;
        rig.script.failAlways("apply-rollback", ErrorCode.STATEMENT_FAILED, "permission denied");
        assertFails(rig.start("RollbackSchema", Samples.ROLLBACK, samples.rollback()));
        assertThat(rig.journal.of("report")).containsExactly("report FAILED: STATEMENT_FAILED: permission denied");
    }

    @Test
    void oneThatFailsBeforeItsPlanLeavesOneToo() {
        rig.script.failAlways("plan-repair", ErrorCode.SET_CORRUPT, "no");
        rig.script.failAlways("plan-rollback", ErrorCode.SET_CORRUPT, "no");
        assertFails(rig.start("Repair", Samples.REPAIR, samples.repair()));
        assertFails(rig.start("RollbackSchema", Samples.ROLLBACK, samples.rollback()));
        assertThat(rig.reports.failures()).extracting(FailedRun::kind).containsExactly("repair", "rollback");
    }

    @Test
    void oneThatIsRefusedBeforeItBeganLeavesNone() {
        rig.script.failAlways("plan-repair", ErrorCode.NO_SUCH_SET, "no");
        rig.script.failAlways("plan-rollback", ErrorCode.NO_SUCH_SET, "no");
        assertFails(rig.start("Repair", Samples.REPAIR, samples.repair()));
        assertFails(rig.start("RollbackSchema", Samples.ROLLBACK, samples.rollback()));
        assertThat(rig.reports.failures()).isEmpty();
        assertThat(rig.notices.delivered())
                .extracting(Notice::event)
                .containsExactly(NoticeEvent.RECOVERY_REFUSED, NoticeEvent.RECOVERY_REFUSED);
    }

    private void assertFails(WorkflowStub run) {
        assertThatThrownBy(() -> rig.result(run, Object.class)).isInstanceOf(WorkflowFailedException.class);
    }
}

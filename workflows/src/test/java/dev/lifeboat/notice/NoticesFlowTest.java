package dev.lifeboat.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.fake.FakeRestore;
import dev.lifeboat.fake.Notifying;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.NoticeRoute;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What runs tell, and that they do not depend on who hears it (K3, K7, JT). */
class NoticesFlowTest {
    private static final String BACKUP = "backup/bookings/daily-2026-01-14T02-00-00";

    private final Rig rig = Rig.forgetful();
    private final Samples samples = new Samples();

    @AfterEach
    void close() {
        rig.close();
    }

    private WorkflowStub start() {
        return rig.start("Backup", BACKUP, samples.backup(false));
    }

    private Notice only(NoticeEvent event) {
        List<Notice> told = rig.notices.delivered().stream()
                .filter(notice -> notice.event() == event)
                .toList();
        assertThat(told).hasSize(1);
        return told.get(0);
    }

    @Test
    void aBackupThatSucceedsSaysHowMuchAndHowLong() {
        BackupReport report = rig.result(start(), BackupReport.class);
        Notice told = only(NoticeEvent.BACKUP_COMPLETED);
        assertThat(told.severity()).isEqualTo(report.warnings().isEmpty() ? Severity.INFO : Severity.WARNING);
        assertThat(told.subject()).contains("backup daily completed", FakeRestore.SET);
        assertThat(told.key()).isEqualTo("backup/bookings/daily");
        assertThat(told.run()).isEqualTo(BACKUP);
        assertThat(told.facts())
                .extracting(Fact::name)
                .containsExactly("mode", "set", "size", "stored", "tables", "rows", "duration", "status", "warnings");
    }

    @Test
    void aBackupThatFailsSaysWhatIsWrongWhatToDoAndSinceWhenNothingIsCovered() {
        rig.script.failAlways("seal", ErrorCode.STORE_REFUSED, "the bucket is read-only");
        WorkflowStub run = start();
        assertThatThrownBy(() -> rig.result(run, BackupReport.class)).isInstanceOf(WorkflowFailedException.class);
        Notice told = only(NoticeEvent.BACKUP_FAILED);
        assertThat(told.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(told.key()).as("what the next success resolves").isEqualTo("backup/bookings/daily");
        assertThat(told.fact("error")).contains("STORE_REFUSED", "read-only");
        assertThat(told.fact("action")).contains("lifeboat backup --mode daily");
        assertThat(told.fact("impact"))
                .contains("what was written since 2026-11-20 02:00 UTC", "daily/2026-11-20", "the objective is 1 d");
    }

    @Test
    void saysSoWhereNobodyKnowsWhatIsCovered() {
        rig.script.failAlways("seal", ErrorCode.STORE_REFUSED, "the bucket is read-only");
        rig.script.failAlways("coverage", ErrorCode.STORE_REFUSED, "the bucket is read-only");
        WorkflowStub run = start();
        assertThatThrownBy(() -> rig.result(run, BackupReport.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(only(NoticeEvent.BACKUP_FAILED).fact("impact")).isEqualTo("not known: the stores do not answer");
    }

    @Test
    void aChannelThatFailsFallsToTheNextAndIsWrittenDownAndFailsNoRun() {
        samples.notifications = NoticeDeskTest.chat(30, null);
        rig.script.failAlways("notice email", ErrorCode.CHANNEL_REFUSED, "email: the mail server did not take it");
        rig.script.failAlways("seal", ErrorCode.STORE_REFUSED, "read-only");
        WorkflowStub run = start();
        assertThatThrownBy(() -> rig.result(run, BackupReport.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(rig.notices.channels()).as("both were meant").containsExactly("slack");
        assertThat(rig.audit.types()).containsExactlyInAnyOrder("backup_failed", "notice_failed");
    }

    @Test
    void namesInTheMessageTheChannelThatItWasMeantFor() {
        samples.notifications = Notifying.over(ChannelKind.EMAIL, ChannelKind.SLACK)
                .by(new NoticeRoute(List.of(), null, List.of("email")))
                .orBy("slack")
                .asNotify();
        rig.script.failAlways("notice email", ErrorCode.CHANNEL_REFUSED, "email: status 550");
        rig.result(start(), BackupReport.class);
        assertThat(rig.notices.channels()).containsExactly("slack");
        assertThat(only(NoticeEvent.BACKUP_COMPLETED).text())
                .contains("(email failed: CHANNEL_REFUSED: email: status 550)");
    }

    @Test
    void endsWellWhereNeitherAChannelNorTheLogCanBeReached() {
        rig.script.failAlways("notice", ErrorCode.CHANNEL_REFUSED, "no network");
        for (String type : List.of("backup_taken", "notice_failed")) {
            rig.script.failAlways("audit " + type, ErrorCode.STORE_REFUSED, "read-only");
        }
        assertThat(rig.result(start(), BackupReport.class).setId()).isEqualTo(FakeRestore.SET);
    }

    @Test
    void testsEveryChannelOnceAndSaysHowEachTookIt() {
        samples.notifications = NoticeDeskTest.chat(30, null);
        rig.script.fail("notice email", ErrorCode.CHANNEL_UNAVAILABLE, "email answered with status 500");
        TestNoticesReport report = rig.result(
                rig.start(
                        "TestNotices",
                        "notify-test/bookings/1",
                        new TestNoticesRequest(samples.runbook(), List.of("slack", "email"), Samples.STARTER)),
                TestNoticesReport.class);
        assertThat(report.failed()).isEqualTo(1);
        assertThat(report.channels())
                .satisfiesExactly(
                        slack -> {
                            assertThat(slack.kind()).isEqualTo(ChannelKind.SLACK);
                            assertThat(slack.error()).isNull();
                            assertThat(slack.took()).isNotNull();
                        },
                        email -> assertThat(email.error()).contains("CHANNEL_UNAVAILABLE", "status 500"));
    }

    @Test
    void whatNobodyHasGotIsTriedOnceMore() {
        samples.notifications = NoticeDeskTest.chat(30, null);
        for (int times = 0; times < 4; times++) {
            rig.script.fail("notice email", ErrorCode.CHANNEL_UNAVAILABLE, "email cannot be reached");
            rig.script.fail("notice slack", ErrorCode.CHANNEL_UNAVAILABLE, "slack cannot be reached");
        }
        rig.script.failAlways("seal", ErrorCode.STORE_REFUSED, "read-only");
        WorkflowStub run = start();
        assertThatThrownBy(() -> rig.result(run, BackupReport.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(only(NoticeEvent.BACKUP_FAILED).severity()).isEqualTo(Severity.CRITICAL);
        assertThat(rig.notices.channels()).as("one is enough").containsExactly("email");
    }

    @Test
    void aPingThatFailsIsNoNewsForPeopleAndStandsInForNobody() {
        samples.notifications =
                Notifying.over(ChannelKind.EMAIL, ChannelKind.HEALTHCHECKS).asNotify();
        rig.script.failAlways("notice healthchecks", ErrorCode.CHANNEL_REFUSED, "healthchecks: status 404");
        rig.result(start(), BackupReport.class);
        assertThat(rig.notices.delivered())
                .as("no message about the start")
                .extracting(Notice::event)
                .containsExactly(NoticeEvent.BACKUP_COMPLETED);
        assertThat(rig.audit.types()).contains("notice_failed");
    }

    @Test
    void anAlarmIsTheMatterThatTheHealthCheckResolves() {
        rig.backups.alarmed("public.users: 500 rows, usually 1,000 (limit 800)");
        rig.result(start(), BackupReport.class);
        assertThat(only(NoticeEvent.BACKUP_ALARM).key()).isEqualTo("health/bookings/alarm/" + FakeRestore.SET);
    }
}

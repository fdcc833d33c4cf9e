package dev.lifeboat.notice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.fake.Notifying;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.NoticeLimit;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.QuietHours;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is held back, and that it comes. */
public class NoticeDeskTest {
    public static final String DESK = "notices/lifeboat/bookings/slack";

    private final Rig rig = Rig.forgetful();

    @AfterEach
    void close() {
        rig.close();
    }

    /** Slack and e-mail, so many notices in ten minutes. */
    public static Notify chat(int notices, @Nullable QuietHours quiet) {
        return Notifying.over(ChannelKind.EMAIL, ChannelKind.SLACK)
                .held(quiet, new NoticeLimit(notices, Duration.ofMinutes(10)))
                .asNotify();
    }

    /** Whether the desk holds an ordinary notice of this subject. */
    public static boolean asks(WorkflowStub desk, Notify notifications, String subject) {
        return asks(desk, notifications, subject, NoticeEvent.BACKUP_COMPLETED, Severity.INFO);
    }

    private static boolean asks(
            WorkflowStub desk, Notify notifications, String subject, NoticeEvent event, Severity severity) {
        Notice notice = new Notice(
                subject, Instant.EPOCH, "bookings", "backup/1", event, severity, "k", subject, "", List.of(), null);
        return desk.update("holds", Boolean.class, new DeskQuestion(notice, notifications));
    }

    private WorkflowStub desk(Notify notifications) {
        return rig.start("NoticeDesk", DESK, DeskState.empty("bookings", "slack", notifications));
    }

    @Test
    void letsSoManyThroughAndTellsTheRestInOneMessageWhenThereIsRoom() {
        Notify three = chat(3, null);
        WorkflowStub desk = desk(three);
        for (int number = 1; number <= 3; number++) {
            assertThat(asks(desk, three, "n" + number)).isFalse();
        }
        assertThat(asks(desk, three, "n4")).isTrue();
        assertThat(asks(desk, three, "n5")).isTrue();
        assertThat(rig.notices.delivered()).isEmpty();

        rig.result(desk, Void.class);

        assertThat(rig.notices.delivered()).singleElement().satisfies(held -> {
            assertThat(held.event()).isEqualTo(NoticeEvent.NOTICES_HELD);
            assertThat(held.subject()).startsWith("bookings: 2 notices were held back since ");
            assertThat(held.text()).contains("n4").contains("n5").doesNotContain("n3");
            assertThat(held.fact("held")).isEqualTo("2");
        });
        assertThat(rig.status(DESK))
                .as("nothing to remember, nothing that runs")
                .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
    }

    @Test
    void answersTheSameForTheSameNotice() {
        Notify one = chat(1, null);
        WorkflowStub desk = desk(one);
        assertThat(asks(desk, one, "first")).isFalse();
        assertThat(asks(desk, one, "first")).isFalse();
        assertThat(asks(desk, one, "second")).isTrue();
        assertThat(asks(desk, one, "second")).isTrue();
        rig.result(desk, Void.class);
        assertThat(rig.notices.delivered())
                .extracting(notice -> notice.fact("held"))
                .containsExactly("1");
    }

    @Test
    void givesUrgentNoticesTwiceTheRoom() {
        Notify one = chat(1, null);
        WorkflowStub desk = desk(one);
        assertThat(asks(desk, one, "usual")).isFalse();
        assertThat(asks(desk, one, "recovery", NoticeEvent.RECOVERY_STARTED, Severity.WARNING))
                .isFalse();
        assertThat(asks(desk, one, "critical", NoticeEvent.BACKUP_FAILED, Severity.CRITICAL))
                .isTrue();
        rig.result(desk, Void.class);
        assertThat(rig.notices.delivered()).singleElement().satisfies(held -> assertThat(held.severity())
                .isEqualTo(Severity.CRITICAL));
    }

    @Test
    void holdsWhatCanWaitUntilMorningAndNothingElse() {
        LocalTime now = Instant.ofEpochMilli(rig.now()).atZone(ZoneOffset.UTC).toLocalTime();
        QuietHours night = new QuietHours(
                now.minusHours(1).toString().substring(0, 5),
                now.plusHours(5).toString().substring(0, 5),
                null,
                null);
        Notify quiet = chat(30, night);
        WorkflowStub desk = desk(quiet);
        assertThat(asks(desk, quiet, "backup completed")).isTrue();
        assertThat(asks(desk, quiet, "failed", NoticeEvent.BACKUP_FAILED, Severity.CRITICAL))
                .as("critical")
                .isFalse();
        assertThat(asks(desk, quiet, "decide", NoticeEvent.DECISION_WAITING, Severity.INFO))
                .as("a recovery")
                .isFalse();

        rig.pass(Duration.ofHours(4));
        assertThat(rig.notices.delivered()).isEmpty();
        rig.pass(Duration.ofHours(2));
        rig.until("it is morning", () -> !rig.notices.delivered().isEmpty());
        assertThat(rig.notices.delivered()).singleElement().satisfies(held -> assertThat(held.text())
                .contains("backup completed"));
        rig.result(desk, Void.class);
    }

    @Test
    void tellsOverTheNextChannelWhatItsOwnDoesNotTake() {
        rig.script.failAlways("notice slack", ErrorCode.CHANNEL_REFUSED, "slack: it answered with status 404");
        Notify one = chat(1, null);
        WorkflowStub desk = desk(one);
        asks(desk, one, "first");
        asks(desk, one, "second");
        rig.result(desk, Void.class);
        assertThat(rig.notices.channels()).containsExactly("email");
    }

    @Test
    void keepsWhatNoChannelTakesAndTriesAgain() {
        for (int channel = 0; channel < 2; channel++) {
            rig.script.fail("notice", ErrorCode.CHANNEL_REFUSED, "no way out");
        }
        Notify one = chat(1, null);
        WorkflowStub desk = desk(one);
        asks(desk, one, "first");
        asks(desk, one, "second");
        rig.result(desk, Void.class);
        assertThat(rig.notices.delivered()).singleElement().satisfies(held -> assertThat(held.text())
                .contains("second"));
    }

    @Test
    void givesUpAfterTwoDaysInWhichNoChannelTookIt() {
        rig.script.failAlways("notice", ErrorCode.CHANNEL_REFUSED, "no way out");
        Notify one = chat(1, null);
        WorkflowStub desk = desk(one);
        asks(desk, one, "first");
        asks(desk, one, "second");
        rig.result(desk, Void.class);
        assertThat(rig.notices.delivered()).isEmpty();
        assertThat(rig.status(DESK)).isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
    }

    @Test
    void namesWhatIsCriticalBeforeAllElseAndInAnyFlood() {
        Notify one = chat(1, null);
        List<DeskState.Line> lines = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            lines.add(new DeskState.Line(
                    "i" + number,
                    Instant.ofEpochMilli(rig.now()),
                    Severity.INFO,
                    NoticeEvent.BACKUP_COMPLETED,
                    "info " + number));
        }
        List<DeskState.Passed> sent = new ArrayList<>();
        for (String id : List.of("a", "b")) {
            sent.add(new DeskState.Passed(id, Instant.ofEpochMilli(rig.now())));
        }
        WorkflowStub desk = rig.start("NoticeDesk", DESK, new DeskState("bookings", "slack", one, sent, lines, 0, 0));
        assertThat(asks(desk, one, "the worst", NoticeEvent.BACKUP_FAILED, Severity.CRITICAL))
                .isTrue();
        rig.result(desk, Void.class);
        assertThat(rig.notices.delivered()).singleElement().satisfies(held -> {
            assertThat(held.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(held.text().lines().findFirst().orElseThrow()).endsWith("the worst");
            assertThat(held.text()).contains("and 181 more");
            assertThat(held.fact("held")).isEqualTo("201");
        });
    }

    @Test
    void doesNotLetThoseWaitForEverForWhomOthersLeaveNoRoom() {
        Notify one = chat(1, null);
        WorkflowStub desk = desk(one);
        assertThat(asks(desk, one, "first")).isFalse();
        assertThat(asks(desk, one, "waits")).isTrue();
        for (int minutes = 0; minutes < 3; minutes++) {
            rig.pass(Duration.ofMinutes(5));
            asks(desk, one, "urgent " + minutes, NoticeEvent.RECOVERY_STARTED, Severity.WARNING);
        }
        assertThat(rig.notices.delivered()).as("a quarter of an hour later").anySatisfy(held -> assertThat(held.text())
                .contains("waits"));
        rig.result(desk, Void.class);
    }

    @Test
    void holdsNothingOfARecoveryBackAtNight() {
        LocalTime now = Instant.ofEpochMilli(rig.now()).atZone(ZoneOffset.UTC).toLocalTime();
        QuietHours night = new QuietHours(
                now.minusHours(1).toString().substring(0, 5),
                now.plusHours(5).toString().substring(0, 5),
                null,
                null);
        Notify quiet = chat(100, night);
        WorkflowStub desk = desk(quiet);
        for (NoticeEvent event : NoticeEvent.values()) {
            if (event.name().matches("(RECOVERY|PHASE|DECISION)_.*|STAKEHOLDERS")) {
                assertThat(asks(desk, quiet, event.wireName(), event, Severity.INFO))
                        .as(event.wireName())
                        .isFalse();
            }
        }
        rig.result(desk, Void.class);
    }
}

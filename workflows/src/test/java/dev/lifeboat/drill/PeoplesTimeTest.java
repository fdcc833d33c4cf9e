package dev.lifeboat.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.lifeboat.restore.PhaseState;
import dev.lifeboat.runbook.ChannelKind;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A drill that waits for people who never come ends by itself: the engine would end it in silence, with its copy standing. */
class PeoplesTimeTest {
    private static final String DRILL = "drill/bookings/2026-01-14T04-00-00";
    private static final String RESTORE = "restore/bookings/drill_1";

    private final Rig rig = Rig.forgetful();
    private final Samples samples = new Samples();

    @BeforeEach
    void layOut() {
        rig.restore.phase("auth", 1, "users").phase("bookings", 1, "bookings");
        samples.notifications = Notifying.over(ChannelKind.PAGERDUTY).asNotify();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void abortsADrillWhosePhasesNobodyDecidesOnAndDestroysItsCopy() {
        WorkflowStub run = start(null);
        Commander people = atTheCopy();
        people.waiting("auth", "open");
        rig.until("bookings are loaded", () -> people.progress().phases().get(1).state() == PhaseState.LOADED);
        rig.pass(Duration.ofDays(25).plusHours(1));
        rig.until(
                "the restore is cancelled",
                () -> rig.status(RESTORE) == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED);
        assertAborted(run, "not every phase of the drill of " + FakeRestore.SET + " was approved within 25 days");
        assertThat(rig.journal.of("destroy", "proven", "not proven")).containsExactly("destroy", "not proven");
        assertThat(rig.drills.reports()).singleElement().satisfies(report -> assertThat(report.error())
                .startsWith("ABORTED: not every phase"));
        assertThat(rig.notices.about("[DRILL] " + FakeRestore.SET + " FAILED")).hasSize(1);
        assertThat(rig.notices.delivered())
                .as("nobody is asked any more")
                .filteredOn(notice -> notice.event() == NoticeEvent.DRILL_DECIDED)
                .extracting(Notice::key)
                .containsExactly(RESTORE);
    }

    /** The run's time, and not one of its own for each: two of 25 days are longer than the engine lets a run be. */
    @Test
    void countsPhasesAndSignOffTogether() {
        WorkflowStub run = start("admin");
        Commander people = atTheCopy();
        people.approve("auth", "open");
        people.waiting("bookings", "open");
        rig.pass(Duration.ofDays(20));
        people.approve("bookings", "open");
        new Commander(rig, DRILL).waiting("sign-off", "report");
        rig.pass(Duration.ofDays(6));
        assertAborted(run, "is proven, and nobody of role admin signed it off within 25 days");
        assertThat(took()).isBetween(Duration.ofDays(25), Duration.ofDays(26));
        assertThat(rig.journal.of("destroy", "proven")).containsExactly("destroy", "proven");
    }

    @Test
    void takesADecisionOfTheLastDay() {
        WorkflowStub run = start(null);
        Commander people = atTheCopy();
        people.approve("auth", "open");
        people.waiting("bookings", "open");
        rig.pass(Duration.ofDays(24));
        people.decide(people.waiting("bookings", "open"), Verb.APPROVE, "ada");
        assertThat(rig.result(run, DrillReport.class).proven()).isTrue();
    }

    /** Where nobody is left to take up its cancellation, the restore ends all the same. */
    @Test
    void endsARestoreWhoseMachineIsGoneADayLater() {
        rig.drills.reachedBy(Rig.OWN_QUEUE);
        WorkflowStub run = start(null);
        Commander people = atTheCopy();
        people.approve("auth", "open");
        people.approve("bookings", "open");
        rig.result(run, DrillReport.class);
        assertThat(rig.client().fetchHistory(DRILL).getEvents())
                .filteredOn(HistoryEvent::hasStartChildWorkflowExecutionInitiatedEventAttributes)
                .singleElement()
                .satisfies(child -> assertThat(
                                Duration.ofSeconds(child.getStartChildWorkflowExecutionInitiatedEventAttributes()
                                        .getWorkflowRunTimeout()
                                        .getSeconds()))
                        .isBetween(Duration.ofDays(25), Duration.ofDays(26)));
    }

    /** By the server's clock, which runs on when the run has ended. */
    private Duration took() {
        List<HistoryEvent> events = rig.client().fetchHistory(DRILL).getEvents();
        return Duration.ofSeconds(events.get(events.size() - 1).getEventTime().getSeconds()
                - events.get(0).getEventTime().getSeconds());
    }

    private Commander atTheCopy() {
        rig.until("the restore has begun", () -> !rig.journal.of("prepare").isEmpty());
        return new Commander(rig, RESTORE);
    }

    private void assertAborted(WorkflowStub run, String words) {
        assertThatThrownBy(() -> rig.result(run, DrillReport.class))
                .satisfies(failure -> assertThat(Failures.find(failure))
                        .hasMessageContaining(words)
                        .satisfies(known -> assertThat(known.code()).isEqualTo(ErrorCode.ABORTED)));
    }

    private WorkflowStub start(@Nullable String signOff) {
        samples.drillOptions = new DrillOptions(List.of(), 0, false, true, signOff, List.of(), true);
        return rig.start("Drill", DRILL, samples.drill());
    }
}

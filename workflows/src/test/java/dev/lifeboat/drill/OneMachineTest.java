package dev.lifeboat.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.flow.TaskQueues;
import dev.lifeboat.runbook.MutationKind;
import dev.lifeboat.set.DatabaseRef;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.failure.TimeoutFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** V2: an embedded server is on one machine; what others on the drill's queue did with its copy would fail. */
class OneMachineTest {
    private static final String DRILL = "drill/bookings/2026-01-14T04-00-00";
    private static final String RESTORE = "restore/bookings/drill_1";

    private final Rig rig = Rig.forgetful();
    private final Samples samples = new Samples();

    @BeforeEach
    void layOut() {
        rig.restore.phase("auth", 1, "users");
        rig.drills.reachedBy(Rig.OWN_QUEUE);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void restoresExaminesAndDestroysWhereTheCopyIs() {
        samples.drillOptions = options(0, true);
        assertThat(rig.result(start(), DrillReport.class).proven()).isTrue();
        assertThat(rig.activitiesOn(Rig.OWN_QUEUE, DRILL))
                .containsExactly("KillWorker", "TryGates", "DestroyThrowAway");
        assertThat(rig.activitiesOn(Rig.OWN_QUEUE, RESTORE)).isNotEmpty();
        for (String run : List.of(RESTORE, RESTORE + "/auth", RESTORE + "/auth/load-0")) {
            assertThat(rig.activitiesOn(TaskQueues.LIFEBOAT, run)).as(run).isEmpty();
        }
    }

    @Test
    void restoresByHandWhereTheCopyIs() {
        samples.drillOptions = options(1, false);
        assertThat(rig.result(start(), DrillReport.class).way()).isEqualTo(DrillReport.BY_HAND);
        assertThat(rig.activitiesOn(Rig.OWN_QUEUE, DRILL))
                .containsExactly("RestoreByHand", "TryGates", "DestroyThrowAway");
    }

    @Test
    void asksTheGateWhereTheCopyIs() {
        BisectReport report = rig.result(
                rig.start(
                        "Bisect",
                        "bisect/bookings/1",
                        new BisectRequest(
                                samples.runbook(),
                                "0f".repeat(32),
                                "auth",
                                null,
                                null,
                                null,
                                false,
                                1,
                                Samples.STARTER)),
                BisectReport.class);
        assertThat(report.probed()).hasSize(1);
        assertThat(rig.activitiesOn(Rig.OWN_QUEUE, "bisect/bookings/1/daily-2026-01-01"))
                .containsExactly("AskGate", "DestroyThrowAway");
    }

    /** The in-memory server lets no time pass for a run that nobody works on: what bounds it is looked at here. */
    @ParameterizedTest
    @ValueSource(strings = {Rig.OWN_QUEUE, ""})
    void endsARestoreThatNobodyComesBackFor(String queue) {
        rig.drills.reachedBy(queue.isEmpty() ? null : queue);
        rig.result(start(), DrillReport.class);
        assertThat(rig.client().fetchHistory(DRILL).getEvents())
                .filteredOn(HistoryEvent::hasStartChildWorkflowExecutionInitiatedEventAttributes)
                .singleElement()
                .satisfies(child -> assertThat(child.getStartChildWorkflowExecutionInitiatedEventAttributes()
                                .getWorkflowRunTimeout()
                                .getSeconds())
                        .isEqualTo(Duration.ofDays(3).toSeconds()));
    }

    /** Else the engine would end the drill before it could say a word, where the machine dies in one of these. */
    @Test
    void endsWhateverNobodyComesBackForOnThatMachine() {
        samples.drillOptions = options(1, false);
        rig.result(start(), DrillReport.class);
        assertThat(ends()).containsExactly("RestoreByHand 3", "TryGates 1", "DestroyThrowAway 1");
    }

    /** Of what is asked on the machine's own queue, with the days after which nobody waits for it any more. */
    private List<String> ends() {
        return rig.client().fetchHistory(DRILL).getEvents().stream()
                .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
                .map(HistoryEvent::getActivityTaskScheduledEventAttributes)
                .filter(activity -> activity.getTaskQueue().getName().equals(Rig.OWN_QUEUE))
                .map(activity -> activity.getActivityType().getName() + " "
                        + Duration.ofSeconds(
                                        activity.getScheduleToCloseTimeout().getSeconds())
                                .toDays())
                .toList();
    }

    /** As the engine ends it; what is told of that has the words of this. */
    @Test
    void saysWhichMachineItWaitedForInVain() {
        TimeoutFailure over = new TimeoutFailure("over", null, TimeoutType.TIMEOUT_TYPE_START_TO_CLOSE);
        ThrowAway copy = new ThrowAway(new DatabaseRef("env:DRILL", "drill_1"), "drill_1", true, Rig.OWN_QUEUE);
        DrillRestore restore = new DrillRestore(samples.drill(), copy, new PeoplesTime(Instant.EPOCH));
        assertThatThrownBy(() -> restore.inTime(() -> {
                    throw new ChildWorkflowFailure(
                            1,
                            2,
                            "Restore",
                            WorkflowExecution.getDefaultInstance(),
                            "default",
                            RetryState.RETRY_STATE_TIMEOUT,
                            over);
                }))
                .satisfies(failure -> assertThat(Failures.find(failure))
                        .hasMessageContaining("did not end in time, at most 3 days; workers on task queue "
                                + Rig.OWN_QUEUE + " alone reach its copy"));
    }

    @Test
    void saysWhichMachineItsCopyIsOnWhereNobodyDestroysIt() {
        rig.script.fail("destroy", ApplicationFailure.newNonRetryableFailure("nobody did it", "Timeout"));
        WorkflowStub run = start();
        assertThatThrownBy(() -> rig.result(run, DrillReport.class))
                .satisfies(failure -> assertThat(Failures.find(failure))
                        .hasMessageContaining(Rig.OWN_QUEUE)
                        .hasMessageContaining("drill-server")
                        .satisfies(known -> assertThat(known.code()).isEqualTo(ErrorCode.TARGET_UNREACHABLE)));
        assertThat(rig.notices.about("FAILED")).hasSize(1);
        rig.drills.standing().forEach(left -> rig.drills.destroy(samples.drill(), left));
    }

    private static DrillOptions options(int breakGlassEvery, boolean chaos) {
        return new DrillOptions(
                List.of(MutationKind.TRIGGER_DISABLED), breakGlassEvery, chaos, false, null, List.of(), true);
    }

    private WorkflowStub start() {
        return rig.start("Drill", DRILL, samples.drill());
    }
}

package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.fake.Commander;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.NoticeEvent;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a run makes of the times of earlier drills (K4): the outlook where people look, and a warning before a budget breaks. */
class ForecastFlowTest {
    private static final String MISSES = "is expected to miss its budget";

    private final Rig rig = Rig.forgetful();
    private final Samples samples = new Samples();
    private final Commander people = new Commander(rig, Samples.RESTORE);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void showsWhenThePhasesWillBeBack() {
        rig.restore.phase("auth", 1, "users").took(minutes(6, 7, 9), minutes(6, 7, 9));
        rig.restore.phase("bookings", 1, "bookings").took(minutes(20, 30, 40), minutes(26, 37, 49));
        rig.script.block("behaviour auth");
        start();
        rig.until("auth is built", () -> people.progress().phases().stream()
                .anyMatch(phase -> phase.state() == PhaseState.BUILDING));
        RestoreProgress progress = people.progress();
        assertThat(progress.estimates()).extracting(PhaseEstimate::phase).containsExactly("auth", "bookings");
        PhaseEstimate auth = progress.estimate("auth");
        assertThat(Duration.between(progress.startedAt(), auth.likely()))
                .isBetween(Duration.ofMinutes(7), Duration.ofMinutes(8));
        assertThat(Duration.between(auth.likely(), progress.estimate("bookings").likely()))
                .isEqualTo(Duration.ofMinutes(30));
        assertThat(details(Samples.RESTORE)).contains("— back in ", "min, from 3 drills");
        assertThat(details(Samples.RESTORE + "/auth")).contains("- **outlook**: back in ", "from 3 drills");
        rig.script.release("behaviour auth");
        people.approve("auth", "open");
        people.approve("bookings", "open");
    }

    /** One big table is one batch: its rate is known long before its end. */
    @Test
    void knowsTheRateOfABigTableInItsMiddle() {
        Duration second = Duration.ofSeconds(1);
        rig.restore.phase("auth", 40, "users").took(new Span(second, second, second), new Span(second, second, second));
        List<String> last = List.of("load auth 36", "load auth 37", "load auth 38", "load auth 39");
        last.forEach(rig.script::block);
        start();
        rig.until("the last parts are being loaded", () -> rig.script.standing() == last.size());
        rig.pass(Duration.ofSeconds(15));
        rig.script.release(last.get(0));
        rig.until("it was counted", () -> people.progress().phases().get(0).rowsDone() > 0);
        RestoreProgress progress = people.progress();
        assertThat(progress.phases().get(0).state()).isEqualTo(PhaseState.LOADING);
        assertThat(progress.phases().get(0).rowsDone()).isEqualTo(370);
        assertThat(Duration.between(
                        progress.startedAt(), progress.estimate("auth").likely()))
                .as("not the second that it took before")
                .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
        last.forEach(rig.script::release);
        people.waiting("auth", "open");
        assertThat(people.progress().phases().get(0).rowsDone())
                .as("each part once")
                .isEqualTo(400);
        people.approve("auth", "open");
    }

    @Test
    void promisesNothingAnyMoreOnceTheRunHasFailed() {
        rig.restore.phase("auth", 1, "users").took(minutes(6, 7, 9), minutes(6, 7, 9));
        rig.script.failAlways("open auth", ErrorCode.STATEMENT_FAILED, "permission denied");
        WorkflowStub run = start();
        people.approve("auth", "open");
        assertThatThrownBy(() -> rig.result(run, RestoreReport.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(people.progress().failed()).isTrue();
        assertThat(people.progress().estimates()).isEmpty();
    }

    @Test
    void warnsOnceBeforeABudgetBreaks() {
        samples.within = Duration.ofMinutes(10);
        rig.restore.phase("auth", 1, "users").took(minutes(8, 12, 15), minutes(8, 12, 15));
        WorkflowStub run = start();
        people.waiting("auth", "open");
        rig.until("it was said", () -> !rig.notices.about(MISSES).isEmpty());
        people.approve("auth", "open");
        rig.result(run, RestoreReport.class);
        List<Notice> warnings = rig.notices.about(MISSES);
        assertThat(warnings).singleElement().satisfies(warning -> {
            assertThat(warning.event()).isEqualTo(NoticeEvent.RECOVERY_WARNING);
            assertThat(warning.subject()).isEqualTo("phase auth is expected to miss its budget");
            assertThat(warning.text()).contains("from 3 drills", "likely 2 min after its budget of 10 min is over");
        });
    }

    /** Nobody waits less because the first try failed. */
    @Test
    void countsABudgetFromTheFirstTry() {
        samples.within = Duration.ofMinutes(90);
        rig.restore
                .phase("auth", 1, "users")
                .took(minutes(8, 12, 15), minutes(8, 12, 15))
                .begunAt(Instant.ofEpochMilli(rig.now()).minus(Duration.ofMinutes(80)));
        WorkflowStub run = start();
        people.waiting("auth", "open");
        rig.until(
                "it was said",
                () -> rig.notices.about("of its budget").size() == 1
                        && !rig.notices.about(MISSES).isEmpty());
        assertThat(rig.notices.about("of its budget").get(0).subject())
                .isEqualTo("phase auth: 80 % of its budget of 90 min");
        assertThat(rig.notices.about(MISSES).get(0).text()).contains("after its budget of 1 h 30 min is over");
        people.approve("auth", "open");
        rig.result(run, RestoreReport.class);
    }

    @Test
    void warnsNobodyOfARehearsal() {
        samples.within = Duration.ofMinutes(10);
        samples.autoApprove = true;
        samples.drill = true;
        rig.restore.phase("auth", 1, "users").took(minutes(8, 12, 15), minutes(8, 12, 15));
        rig.result(start(), RestoreReport.class);
        assertThat(rig.notices.about(MISSES)).isEmpty();
    }

    @Test
    void saysWithTheBudgetWhenThePhaseIsExpected() {
        samples.within = Duration.ofMinutes(10);
        rig.restore.phase("auth", 1, "users").took(minutes(6, 7, 9), minutes(6, 7, 9));
        start();
        people.waiting("auth", "open");
        rig.pass(Duration.ofMinutes(6));
        rig.until("it was said", () -> !rig.notices.about("of its budget").isEmpty());
        assertThat(rig.notices.about("of its budget").get(0).text()).contains("; a decision is waited for");
        assertThat(rig.notices.about(MISSES)).isEmpty();
        people.approve("auth", "open");
    }

    @Test
    void foretellsNothingWithoutAnEarlierDrill() {
        rig.restore.phase("auth", 1, "users");
        start();
        people.waiting("auth", "open");
        assertThat(people.progress().estimates()).isEmpty();
        people.approve("auth", "open");
    }

    private static Span minutes(long least, long median, long most) {
        return new Span(Duration.ofMinutes(least), Duration.ofMinutes(median), Duration.ofMinutes(most));
    }

    private String details(String id) {
        return rig.client()
                .newUntypedWorkflowStub(id)
                .query("__temporal_workflow_metadata", WorkflowMetadata.class)
                .getCurrentDetails();
    }

    private WorkflowStub start() {
        return rig.start("Restore", Samples.RESTORE, samples.restore());
    }
}

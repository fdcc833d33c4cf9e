package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.decision.Verb;
import dev.lifeboat.fake.Commander;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.runbook.Step;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens while nobody decides: reminders, escalation, the clock of the budget, and never an approval. */
class WaitingTest {
    private final Rig rig = Rig.remembering();
    private final Samples samples = new Samples();
    private final Commander people = new Commander(rig, Samples.RESTORE);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void remindsEverybodyAndEscalatesToTheNextContact() {
        rig.restore.phase("auth", 1, "users");
        start();
        people.waiting("auth", "open");
        rig.pass(Duration.ofMinutes(4));
        assertThat(rig.notices.about("still waiting")).isEmpty();
        rig.pass(Duration.ofMinutes(27));
        rig.until(
                "the second escalation arrived",
                () -> escalated("waiting for a decision since").size() == 2);
        assertThat(escalated("waiting for a decision since")).containsExactly("ada", "bob");
        rig.until(
                "the reminders arrived",
                () -> rig.notices.about("still waiting").size() == 6);
        assertThat(rig.notices.about("still waiting")).allSatisfy(notice -> {
            assertThat(notice.severity()).isEqualTo(Severity.WARNING);
            assertThat(notice.to()).isNull();
        });
    }

    @Test
    void remindsMoreRarelyTheLongerItTakesAndNeverApproves() {
        rig.restore.phase("auth", 1, "users");
        WorkflowStub run = start();
        Waiting waiting = people.waiting("auth", "open");
        rig.pass(Duration.ofDays(20));
        assertThat(rig.target.isOpen("auth")).isFalse();
        assertThat(people.progress().waiting().nonce()).isEqualTo(waiting.nonce());
        assertThat(rig.client().fetchHistory(waiting.workflowId()).getEvents())
                .as("a server ends a run whose history is too long")
                .hasSizeLessThan(2_000);
        people.decide(waiting, Verb.APPROVE, "ada");
        assertThat(rig.result(run, RestoreReport.class).outcome()).isEqualTo(RestoreOutcome.COMPLETED);
    }

    @Test
    void stopsRemindingWhenItIsDecided() {
        samples.services = true;
        rig.restore.phase("auth", 1, "users");
        start();
        people.approve("auth", "open");
        people.waiting("auth", "accept");
        rig.pass(Duration.ofMinutes(11));
        rig.until(
                "two reminders arrived",
                () -> rig.notices.about("still waiting").size() >= 2);
        assertThat(rig.notices.about("still waiting"))
                .allSatisfy(notice -> assertThat(notice.subject()).contains("accept"));
    }

    @Test
    void tellsTheNextContactWhenPartsOfTheBudgetAreSpent() {
        samples.within = Duration.ofMinutes(10);
        rig.restore.phase("auth", 1, "users");
        start();
        people.waiting("auth", "open");
        rig.pass(Duration.ofMinutes(4));
        assertThat(rig.notices.about("of its budget")).isEmpty();
        rig.pass(Duration.ofMinutes(7));
        rig.until(
                "the whole budget is spent",
                () -> rig.notices.about("of its budget").size() == 3);
        assertThat(rig.notices.about("of its budget"))
                .extracting(Notice::subject)
                .containsExactly(
                        "phase auth: 50 % of its budget of 10 min",
                        "phase auth: 80 % of its budget of 10 min", "phase auth: 100 % of its budget of 10 min");
        assertThat(escalated("of its budget")).containsExactly("ada", "bob", "bob");
    }

    @Test
    void saysAtOnceThatABudgetWasSpentBeforeThePhaseBegan() {
        samples.within = Duration.ofMinutes(10);
        samples.steps = Samples.around(List.of(new Step("stop the writers", null)), List.of());
        rig.restore.phase("auth", 1, "users");
        start();
        Waiting step = people.waiting("before-1", "step");
        rig.pass(Duration.ofHours(1));
        people.decide(step, Verb.APPROVE, "ada");
        people.waiting("auth", "open");
        rig.until("it was said", () -> !rig.notices.about("of its budget").isEmpty());
        assertThat(rig.notices.about("of its budget"))
                .extracting(Notice::subject)
                .containsExactly("phase auth: 100 % of its budget of 10 min");
    }

    @Test
    void keepsTheBudgetsClockQuietAfterThePhase() {
        samples.within = Duration.ofMinutes(10);
        rig.restore.phase("auth", 1, "users").phase("bookings", 1, "bookings");
        start();
        people.approve("auth", "open");
        people.waiting("bookings", "open");
        rig.pass(Duration.ofMinutes(30));
        assertThat(rig.notices.about("of its budget")).isEmpty();
    }

    @Test
    void doesNotCountTheWaitingAsTheMachinesTime() {
        rig.restore.phase("auth", 1, "users");
        WorkflowStub run = start();
        Waiting waiting = people.waiting("auth", "open");
        rig.pass(Duration.ofHours(2));
        people.decide(waiting, Verb.APPROVE, "ada");
        PhaseReport phase = rig.result(run, RestoreReport.class).phases().get(0);
        assertThat(Duration.between(phase.startedAt(), phase.endedAt())).isGreaterThan(Duration.ofHours(2));
        assertThat(phase.machine()).isLessThan(Duration.ofMinutes(1));
    }

    private List<String> escalated(String words) {
        return rig.notices.about(words).stream()
                .filter(notice -> notice.severity() == Severity.CRITICAL && notice.to() != null)
                .map(notice -> notice.to().name())
                .toList();
    }

    private WorkflowStub start() {
        return rig.start("Restore", Samples.RESTORE, samples.restore());
    }
}

package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.fake.Commander;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.runbook.Step;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In which order a restore does its work, and what it never does. */
class RestoreOrderTest {
    private final Rig rig = Rig.forgetful();
    private final Samples samples = new Samples();
    private final Commander people = new Commander(rig, Samples.RESTORE);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void bringsAPhaseBackInTheOrderInWhichNothingIsExposedOrLost() {
        samples.services = true;
        rig.restore.phase("auth", 2, "users");
        WorkflowStub run = start();
        people.approve("auth", "open");
        people.approve("auth", "accept");
        RestoreReport report = rig.result(run, RestoreReport.class);
        assertThat(rig.journal.of("load")).containsExactlyInAnyOrder("load auth 0", "load auth 1");
        assertThat(rig.journal.of("read-back", "indexes")).containsExactlyInAnyOrder("read-back auth", "indexes auth");
        assertThat(rig.journal.all().stream()
                        .filter(entry -> !entry.startsWith("load")
                                && !entry.startsWith("read-back")
                                && !entry.startsWith("indexes"))
                        .toList())
                .containsExactly(
                        "plan latest",
                        "prepare",
                        "structures",
                        "constraints auth",
                        "foreign-keys auth",
                        "behaviour auth",
                        "examine auth data",
                        "open auth",
                        "examine auth service",
                        "finish",
                        "report COMPLETED",
                        "sign heads");
        assertThat(report.outcome()).isEqualTo(RestoreOutcome.COMPLETED);
        assertThat(report.object()).isEqualTo("records/restore.json");
        assertThat(report.phases()).singleElement().satisfies(phase -> {
            assertThat(phase.rows()).isEqualTo(20);
            assertThat(phase.contentEqual()).isTrue();
            assertThat(phase.gates()).hasSize(2);
            assertThat(phase.decisions()).hasSize(2);
            assertThat(phase.notes()).containsExactly("a foreign key of auth waits");
        });
    }

    @Test
    void itsReportSaysOnceThatAStoreHasTheSetDamaged() {
        rig.restore.phase("auth", 3, "users").phase("mail", 2, "mails");
        rig.restore.warnings("a store does not answer");
        rig.restore.damages("the set is damaged in primary");
        samples.autoApprove = true;
        RestoreReport report = rig.result(start(), RestoreReport.class);
        assertThat(report.warnings()).containsExactly("a store does not answer", "the set is damaged in primary");
        assertThat(report.unforeseen()).containsExactly("the set is damaged in primary");
        assertThat(report.phases())
                .allSatisfy(phase -> assertThat(phase.warnings()).containsExactly("the set is damaged in primary"));
    }

    @Test
    void loadsWhileAPersonDecidesButBuildsNothingBeforeThePhaseBeforeIsAccepted() {
        rig.restore.phase("auth", 1, "users").phase("bookings", 1, "bookings").phase("mail", 1, "mails");
        samples.parallelism = 2;
        WorkflowStub run = start();
        people.waiting("auth", "open");
        rig.until("bookings are loaded", () -> people.progress().phases().get(1).state() == PhaseState.LOADED);
        assertThat(people.progress().phases())
                .extracting(PhaseProgress::state)
                .containsExactly(PhaseState.AWAITING_OPEN, PhaseState.LOADED, PhaseState.PENDING);
        assertThat(rig.journal.of("constraints", "foreign-keys", "behaviour", "open"))
                .containsExactly("constraints auth", "foreign-keys auth", "behaviour auth");
        people.approve("auth", "open");
        people.approve("bookings", "open");
        people.approve("mail", "open");
        assertThat(rig.result(run, RestoreReport.class).phases()).hasSize(3);
        assertThat(rig.journal.of("open")).containsExactly("open auth", "open bookings", "open mail");
        assertThat(rig.journal.of("load")).containsExactly("load auth 0", "load bookings 0", "load mail 0");
    }

    @Test
    void tellsOfAPhaseThatCannotBeLoadedAheadAndFailsWhenItsTurnHasCome() {
        rig.restore.phase("auth", 1, "users").phase("bookings", 1, "bookings");
        rig.script.failAlways("load bookings 0", ErrorCode.SET_CORRUPT, "part 1 differs from its manifest");
        WorkflowStub run = start();
        people.waiting("auth", "open");
        rig.until(
                "bookings cannot be loaded",
                () -> rig.status(Samples.RESTORE + "/bookings")
                        == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED);
        rig.until(
                "people are told",
                () -> !rig.notices.about("phase bookings cannot be loaded").isEmpty());
        assertThat(people.progress().step()).contains("phase bookings FAILED ahead: SET_CORRUPT");
        people.approve("auth", "open");
        assertFailsWith(run, ErrorCode.SET_CORRUPT, "part 1 differs");
        assertThat(rig.target.isOpen("auth")).isTrue();
    }

    @Test
    void endsWhatIsLoadedAheadWhenThePhaseBeforeIsAborted() {
        rig.restore.phase("auth", 1, "users").phase("bookings", 1, "bookings");
        WorkflowStub run = start();
        people.waiting("auth", "open");
        rig.until("bookings are loaded", () -> people.progress().phases().get(1).state() == PhaseState.LOADED);
        people.decide(people.waiting("auth", "open"), Verb.ABORT, "ada");
        assertThat(rig.result(run, RestoreReport.class).outcome()).isEqualTo(RestoreOutcome.ABORTED);
        assertThat(rig.status(Samples.RESTORE + "/bookings"))
                .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED);
        assertThat(rig.target.isOpen("bookings")).isFalse();
    }

    @Test
    void showsNothingToDecideInAPhaseThatHasEnded() {
        samples.services = true;
        rig.restore.phase("auth", 1, "users").phase("bookings", 1, "bookings");
        rig.script.block("load bookings 0");
        start();
        people.approve("auth", "open");
        people.approve("auth", "accept");
        rig.until("bookings are being loaded", () -> people.progress().step().equals("phase bookings"));
        assertThat(people.progress().waiting()).isNull();
        assertThat(people.progress().phases().get(0).state()).isEqualTo(PhaseState.DONE);
        assertThat(people.progress().phases().get(0).decisions()).hasSize(2);
    }

    @Test
    void asksForTheOpeningOnlyOnceWhereThereAreNoServices() {
        rig.restore.phase("bookings", 1, "bookings");
        WorkflowStub run = start();
        people.approve("bookings", "open");
        assertThat(rig.result(run, RestoreReport.class).phases().get(0).decisions())
                .hasSize(1);
        assertThat(rig.journal.of("examine")).containsExactly("examine bookings data");
    }

    @Test
    void bringsTheRemainderBackAlthoughTheRunbookDoesNotNameIt() {
        rig.restore.phase("remainder", 0);
        WorkflowStub run = start();
        people.approve("remainder", "open");
        assertThat(rig.result(run, RestoreReport.class).outcome()).isEqualTo(RestoreOutcome.COMPLETED);
        assertThat(rig.journal.of("load", "read-back")).isEmpty();
    }

    @Test
    void loadsManyPartsInSeveralBatches() {
        samples.autoApprove = true;
        samples.parallelism = 32;
        rig.restore.phase("bookings", 401, "bookings");
        RestoreReport report = rig.result(start(), RestoreReport.class);
        assertThat(rig.target.loadedParts("bookings")).isEqualTo(401);
        assertThat(report.phases().get(0).rows()).isEqualTo(4_010);
        for (String batch : List.of("load-0", "load-200", "load-400")) {
            assertThat(rig.status(Samples.RESTORE + "/bookings/" + batch))
                    .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
        }
    }

    @Test
    void tellsARefusedPlanByTheErrorOfItsFirstBlocker() {
        rig.restore.phase("auth", 1, "users").blockers("TARGET_NOT_EMPTY: 3 tables", "2 GB are missing");
        assertFailsWith(start(), ErrorCode.TARGET_NOT_EMPTY, "3 tables; 2 GB are missing");
        assertThat(rig.journal.all()).containsExactly("plan latest", "sign heads");
    }

    @Test
    void callsABlockerWithoutACodeAnUnsuitableTarget() {
        rig.restore.phase("auth", 1, "users").blockers("extension postgis is missing");
        assertFailsWith(start(), ErrorCode.TARGET_UNSUITABLE, "postgis");
    }

    @Test
    void failsAfterTheLastTryAndTellsPeople() {
        samples.autoApprove = true;
        rig.restore.phase("auth", 2, "users");
        rig.script.failAlways("load auth 1", ErrorCode.SET_CORRUPT, "data/users/2 differs from the manifest");
        assertFailsWith(start(), ErrorCode.SET_CORRUPT, "differs from the manifest");
        assertThat(rig.journal.of("read-back", "open", "finish", "report")).containsExactly("report FAILED");
        assertThat(rig.notices.about("SET_CORRUPT")).hasSize(1);
    }

    @Test
    void triesAgainWhatMayPass() {
        samples.autoApprove = true;
        rig.restore.phase("auth", 2, "users");
        rig.script.fail("load auth 1", ErrorCode.TARGET_UNREACHABLE, "connection refused");
        rig.script.fail("indexes auth", ErrorCode.STATEMENT_FAILED, "too many connections");
        assertThat(rig.result(start(), RestoreReport.class).outcome()).isEqualTo(RestoreOutcome.COMPLETED);
    }

    @Test
    void failsInsteadOfHangingOnWhatNobodyExpected() {
        samples.autoApprove = true;
        rig.restore.phase("auth", 1, "users");
        rig.script.fail("prepare", new IllegalStateException("a defect"));
        for (int times = 0; times < 10; times++) {
            rig.script.fail("prepare", new IllegalStateException("a defect"));
        }
        assertThatThrownBy(() -> rig.result(start(), RestoreReport.class)).isInstanceOf(WorkflowFailedException.class);
    }

    @Test
    void tellsEverybodyHowItEnded() {
        samples.autoApprove = true;
        rig.restore.phase("auth", 1, "users").warnings("collation versions differ");
        RestoreReport report = rig.result(start(), RestoreReport.class);
        assertThat(report.warnings()).containsExactly("collation versions differ");
        assertThat(rig.notices.about("[RECOVERY] bookings into bookings_new")).hasSize(1);
        assertThat(rig.notices.about("bookings: COMPLETED")).hasSize(1);
    }

    @Test
    void endsWellAlthoughNoNoticeCanBeDelivered() {
        samples.autoApprove = true;
        rig.restore.phase("auth", 1, "users");
        rig.script.failAlways("notice", ErrorCode.INTERNAL, "no way to the webhook");
        assertThat(rig.result(start(), RestoreReport.class).outcome()).isEqualTo(RestoreOutcome.COMPLETED);
    }

    @Test
    void waitsForTheStepsAroundThePhases() {
        samples.steps = Samples.around(
                List.of(new Step("stop the application's writers", null), new Step(null, "stakeholders")),
                List.of(new Step("start the writers", null)));
        rig.restore.phase("auth", 1, "users");
        WorkflowStub run = start();
        Waiting first = people.waiting("before-1", "step");
        assertThat(first.subject()).isEqualTo("stop the application's writers");
        assertThat(rig.journal.of("prepare", "structures", "load")).isEmpty();
        people.decide(first, Verb.APPROVE, "ada");
        people.approve("auth", "open");
        Waiting last = people.waiting("after-1", "step");
        assertThat(rig.journal.of("finish")).isEmpty();
        people.decide(last, Verb.APPROVE, "bob");
        assertThat(rig.result(run, RestoreReport.class).outcome()).isEqualTo(RestoreOutcome.COMPLETED);
        assertThat(rig.notices.about("tell stakeholders")).hasSize(1);
    }

    @Test
    void touchesNothingWhenAStepBeforeItIsAborted() {
        samples.steps = Samples.around(List.of(new Step("stop the writers", null)), List.of());
        rig.restore.phase("auth", 1, "users");
        WorkflowStub run = start();
        people.decide(people.waiting("before-1", "step"), Verb.ABORT, "ada");
        assertThat(rig.result(run, RestoreReport.class).outcome()).isEqualTo(RestoreOutcome.ABORTED);
        assertThat(rig.journal.all()).containsExactly("plan latest", "report ABORTED", "sign heads");
    }

    @Test
    void loadsNothingThatAnEarlierRunOpenedAndExaminesItAgain() {
        samples.services = true;
        rig.restore.phase("auth", 2, "users").phase("bookings", 1, "bookings").opened("auth");
        WorkflowStub run = start();
        people.approve("auth", "accept");
        people.approve("bookings", "open");
        RestoreReport report = rig.result(run, RestoreReport.class);
        assertThat(rig.journal.of("load", "read-back auth", "indexes auth")).containsExactly("load bookings 0");
        assertThat(rig.journal.of("open", "examine"))
                .containsExactly(
                        "examine auth data",
                        "open auth",
                        "examine auth service",
                        "examine bookings data",
                        "open bookings");
        assertThat(report.phases().get(0).contentEqual()).isFalse();
        assertThat(report.phases().get(0).notes().get(0)).contains("opened by an earlier run");
    }

    @Test
    void asksWhenThePhaseThatWasOpenedDoesNotHoldAnyMore() {
        rig.restore.phase("auth", 2, "users").opened("auth");
        rig.gates.red("auth", GateStage.DATA, "structure");
        WorkflowStub run = start();
        Waiting red = people.waiting("auth", "open");
        rig.gates.green("auth", GateStage.DATA);
        people.decide(red, Verb.RETRY, "ada");
        assertThat(rig.result(run, RestoreReport.class).outcome()).isEqualTo(RestoreOutcome.COMPLETED);
        assertThat(rig.journal.of("load")).isEmpty();
    }

    private WorkflowStub start() {
        return rig.start("Restore", Samples.RESTORE, samples.restore());
    }

    private void assertFailsWith(WorkflowStub run, ErrorCode code, String message) {
        assertThatThrownBy(() -> rig.result(run, RestoreReport.class))
                .isInstanceOf(WorkflowFailedException.class)
                .satisfies(failure -> {
                    assertThat(Failures.find(failure).code()).isEqualTo(code);
                    assertThat(Failures.find(failure).getMessage()).contains(message);
                });
    }
}

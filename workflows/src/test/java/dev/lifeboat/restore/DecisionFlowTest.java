package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.decision.Decision;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.fake.Commander;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.runbook.Approval;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people decide, and what does not count as a decision. */
class DecisionFlowTest {
    private static final Approval TWO_ADMINS =
            new Approval(2, List.of("admin"), true, Duration.ofMinutes(5), Duration.ofMinutes(15));

    private final Rig rig = Rig.forgetful();
    private final Samples samples = new Samples();
    private final Commander people = new Commander(rig, Samples.RESTORE);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void stopsBeforeTheNextPhaseWhenAGateIsRed() {
        rig.restore.phase("auth", 1, "users").phase("bookings", 1, "bookings");
        rig.gates.red("auth", GateStage.DATA, "rows");
        WorkflowStub run = start();
        Waiting waiting = people.waiting("auth", "open");
        assertThat(waiting.passed()).isFalse();
        assertThat(waiting.checks().get(0).passed()).isFalse();
        assertRejected(waiting, decision(waiting, Verb.APPROVE, "ada"), "red");
        rig.pass(Duration.ofHours(5));
        assertThat(rig.journal.of("open", "constraints bookings")).isEmpty();
        untilLoaded("bookings");
        people.decide(waiting, Verb.ABORT, "ada");
        assertThat(rig.result(run, RestoreReport.class).outcome()).isEqualTo(RestoreOutcome.ABORTED);
        assertThat(rig.journal.of("open", "constraints bookings", "finish")).isEmpty();
        assertThat(rig.target.isOpen("auth")).isFalse();
    }

    /** The in-memory server hangs when an activity ends in the very moment of its cancellation (docs/adr/0004). */
    private void untilLoaded(String phase) {
        rig.until(phase + " is loaded", () -> people.progress().phases().stream()
                .anyMatch(known -> known.phase().equals(phase) && known.state() == PhaseState.LOADED));
    }

    @Test
    void repeatsReadingBackBuildingAndGateOnRetryButNeverTheLoad() {
        rig.restore.phase("auth", 2, "users");
        rig.gates.red("auth", GateStage.DATA, "foreign-keys");
        WorkflowStub run = start();
        Waiting red = people.waiting("auth", "open");
        rig.gates.green("auth", GateStage.DATA);
        people.decide(red, Verb.RETRY, "ada");
        Waiting green = people.waiting("auth", "open", red);
        assertThat(green.evidence()).isNotEqualTo(red.evidence());
        assertThat(green.nonce()).isNotEqualTo(red.nonce());
        people.decide(green, Verb.APPROVE, "ada");
        RestoreReport report = rig.result(run, RestoreReport.class);
        assertThat(report.outcome()).isEqualTo(RestoreOutcome.COMPLETED);
        assertThat(rig.journal.count("load")).isEqualTo(2);
        assertThat(rig.journal.count("read-back")).isEqualTo(2);
        assertThat(rig.journal.count("indexes")).isEqualTo(2);
        assertThat(rig.journal.count("examine")).isEqualTo(2);
        assertThat(report.phases().get(0).notes()).as("said once").hasSize(1);
    }

    @Test
    void endsWithExceptionsWhenTwoPeopleWaiveForAReason() {
        rig.restore.phase("auth", 1, "users").phase("bookings", 1, "bookings");
        rig.gates.red("auth", GateStage.DATA, "content");
        rig.target.mayBeWaived("auth");
        WorkflowStub run = start();
        Waiting red = people.waiting("auth", "open");
        assertRejected(red, people.about(red, Verb.WAIVE, "ada", null, null), "reason");
        assertRejected(red, people.about(red, Verb.WAIVE, "ada", "known", "bookings"), "typed name");
        assertThat(people.waive(red, "ada", "one test user only", null).missing())
                .isEqualTo(1);
        assertRejected(red, people.about(red, Verb.WAIVE, "ada", "again", null), "another person");
        assertThat(rig.journal.of("open")).isEmpty();
        people.waive(red, "bob", "agreed", null);
        people.approve("bookings", "open");
        RestoreReport report = rig.result(run, RestoreReport.class);
        assertThat(report.outcome()).isEqualTo(RestoreOutcome.COMPLETED_WITH_EXCEPTIONS);
        PhaseReport auth = report.phases().get(0);
        assertThat(auth.waived()).isTrue();
        assertThat(auth.contentEqual()).isFalse();
        assertThat(auth.decisions()).extracting("reason").containsExactly("one test user only", "agreed");
    }

    @Test
    void doesNotCallContentEqualWhenFailuresAreOutOfSight() {
        rig.restore.phase("auth", 1, "users");
        rig.gates.red("auth", GateStage.DATA, "sql");
        rig.gates.redBeyondSight(60);
        rig.target.mayBeWaived("auth");
        WorkflowStub run = start();
        people.waive(people.waiting("auth", "open"), "ada", "nobody else is awake", "bookings_new");
        assertThat(rig.result(run, RestoreReport.class).phases().get(0).contentEqual())
                .isFalse();
    }

    @Test
    void letsOnePersonWaiveAloneWithTheTypedTargetAndAlarms() {
        rig.restore.phase("auth", 1, "users");
        rig.gates.red("auth", GateStage.DATA, "sql");
        rig.target.mayBeWaived("auth");
        WorkflowStub run = start();
        Waiting red = people.waiting("auth", "open");
        people.waive(red, "ada", "nobody else is awake", "bookings_new");
        assertThat(rig.result(run, RestoreReport.class).outcome()).isEqualTo(RestoreOutcome.COMPLETED_WITH_EXCEPTIONS);
        assertThat(rig.notices.about("waived by one person alone")).hasSize(1);
    }

    @Test
    void waitsOnAfterAHoldUntilSomebodyApproves() {
        rig.restore.phase("auth", 1, "users");
        WorkflowStub run = start();
        Waiting waiting = people.waiting("auth", "open");
        people.decide(waiting, Verb.HOLD, "ada");
        Waiting held = people.waiting("auth", "open", waiting);
        assertThat(people.progress().phases().get(0).state()).isEqualTo(PhaseState.HELD);
        assertRejected(held, decision(held, Verb.HOLD, "ada"), "not possible now");
        rig.pass(Duration.ofDays(2));
        assertThat(rig.target.isOpen("auth")).isFalse();
        people.decide(held, Verb.APPROVE, "bob");
        assertThat(rig.result(run, RestoreReport.class).outcome()).isEqualTo(RestoreOutcome.COMPLETED);
    }

    @Test
    void closesAnOpenedPhaseOnHoldAndOpensItAgainOnRetry() {
        samples.services = true;
        rig.restore.phase("auth", 1, "users");
        rig.gates.red("auth", GateStage.SERVICE, "http");
        WorkflowStub run = start();
        people.approve("auth", "open");
        Waiting red = people.waiting("auth", "accept");
        assertThat(rig.target.isOpen("auth")).isTrue();
        people.decide(red, Verb.HOLD, "ada");
        Waiting held = people.waiting("auth", "accept", red);
        assertThat(rig.target.isOpen("auth")).isFalse();
        assertRejected(held, decision(held, Verb.APPROVE, "ada"), "not possible now");
        rig.gates.green("auth", GateStage.SERVICE);
        people.decide(held, Verb.RETRY, "ada");
        Waiting green = people.waiting("auth", "accept", held);
        assertThat(rig.target.isOpen("auth")).isTrue();
        people.decide(green, Verb.APPROVE, "ada");
        assertThat(rig.result(run, RestoreReport.class).outcome()).isEqualTo(RestoreOutcome.COMPLETED);
        assertThat(rig.journal.of("load", "open", "close"))
                .containsExactly("load auth 0", "open auth", "close auth", "open auth");
    }

    @Test
    void leavesTheDataClosedWhenAnOpenedPhaseIsAborted() {
        samples.services = true;
        rig.restore.phase("auth", 1, "users").phase("bookings", 1, "bookings");
        WorkflowStub run = start();
        people.approve("auth", "open");
        untilLoaded("bookings");
        people.decide(people.waiting("auth", "accept"), Verb.ABORT, "ada");
        RestoreReport report = rig.result(run, RestoreReport.class);
        assertThat(report.outcome()).isEqualTo(RestoreOutcome.ABORTED);
        assertThat(report.phases()).singleElement().extracting("aborted").isEqualTo(true);
        assertThat(rig.target.isOpen("auth")).isFalse();
        assertThat(rig.target.isOpen("bookings")).isFalse();
        assertThat(rig.journal.of("constraints bookings", "finish")).isEmpty();
    }

    @Test
    void rejectsWhatDoesNotCountWithoutATraceInHistory() {
        samples.direct = false;
        samples.deciderKeys = List.of(Commander.key());
        samples.approval = TWO_ADMINS;
        rig.restore.phase("auth", 1, "users");
        WorkflowStub run = start();
        Waiting waiting = people.waiting("auth", "open");
        int before = updates(waiting.workflowId());
        Waiting wrongPhase = with(waiting, "bookings", "open", waiting.evidence(), waiting.nonce());
        Waiting wrongStage = with(waiting, "auth", "accept", waiting.evidence(), waiting.nonce());
        Waiting oldEvidence = with(waiting, "auth", "open", "digest-0", waiting.nonce());
        Waiting oldNonce = with(waiting, "auth", "open", waiting.evidence(), "nonce-0");
        assertRejected(waiting, people.signed(wrongPhase, Verb.APPROVE, "ada", "admin"), "what is waited for is auth");
        assertRejected(waiting, people.signed(wrongStage, Verb.APPROVE, "ada", "admin"), "what is waited for is auth");
        assertRejected(waiting, people.signed(oldEvidence, Verb.APPROVE, "ada", "admin"), "other evidence");
        assertRejected(waiting, people.signed(oldNonce, Verb.APPROVE, "ada", "admin"), "other evidence");
        assertRejected(waiting, decision(waiting, Verb.APPROVE, "ada"), "needs a token");
        assertRejected(waiting, forged(people.signed(waiting, Verb.APPROVE, "ada", "admin"), "eve"), "needs a token");
        assertRejected(waiting, people.signed(waiting, Verb.APPROVE, Samples.STARTER, "admin"), "started the run");
        assertRejected(waiting, people.signed(waiting, Verb.APPROVE, "eve", "support"), "one of the roles admin");
        assertThat(updates(waiting.workflowId())).isEqualTo(before);
        assertThat(people.send(waiting, people.signed(waiting, Verb.APPROVE, "ada", "admin"))
                        .missing())
                .isEqualTo(1);
        assertRejected(waiting, people.signed(waiting, Verb.APPROVE, "ada", "admin"), "approved already");
        assertThat(people.waiting("auth", "open", waiting).missing()).isEqualTo(1);
        assertThat(rig.target.isOpen("auth")).isFalse();
        people.send(waiting, people.signed(waiting, Verb.APPROVE, "bob", "admin"));
        RestoreReport report = rig.result(run, RestoreReport.class);
        assertThat(report.phases().get(0).decisions())
                .extracting("authenticated")
                .containsExactly(true, true);
        assertThat(updates(waiting.workflowId())).isEqualTo(before + 2);
    }

    @Test
    void ignoresASignalWhereDecisionsNeedATokenAndTakesItWhereTheyDoNot() {
        samples.direct = false;
        rig.restore.phase("auth", 1, "users");
        start();
        Waiting waiting = people.waiting("auth", "open");
        people.signal(waiting, decision(waiting, Verb.ABORT, "eve"));
        rig.pass(Duration.ofMinutes(7));
        assertThat(people.progress().waiting()).isNotNull();
        assertThat(people.progress().waiting().nonce()).isEqualTo(waiting.nonce());
    }

    @Test
    void takesASignalAsUnauthenticatedWhereTheRunbookAllowsIt() {
        rig.restore.phase("auth", 1, "users");
        WorkflowStub run = start();
        Waiting waiting = people.waiting("auth", "open");
        people.signal(waiting, people.about(with(waiting, "auth", "open", "x", "y"), Verb.APPROVE, "eve", null, null));
        people.signal(waiting, decision(waiting, Verb.APPROVE, "ada"));
        RestoreReport report = rig.result(run, RestoreReport.class);
        assertThat(report.phases().get(0).decisions()).singleElement().satisfies(decision -> {
            assertThat(decision.by()).isEqualTo("ada");
            assertThat(decision.authenticated()).isFalse();
        });
    }

    @Test
    void neverApprovesARedGateInAdvance() {
        samples.autoApprove = true;
        rig.restore.phase("auth", 1, "users");
        rig.gates.red("auth", GateStage.DATA, "rows");
        WorkflowStub run = start();
        Waiting red = people.waiting("auth", "open");
        assertThat(rig.target.isOpen("auth")).isFalse();
        rig.gates.green("auth", GateStage.DATA);
        people.decide(red, Verb.RETRY, "ada");
        RestoreReport report = rig.result(run, RestoreReport.class);
        assertThat(report.phases().get(0).decisions())
                .extracting(decision -> decision.verb() + " " + decision.by())
                .containsExactly("RETRY ada", "APPROVE " + Samples.STARTER);
    }

    @Test
    void neverApprovesInAdvanceWhereASecondPersonIsAskedFor() {
        samples.autoApprove = true;
        samples.approval = TWO_ADMINS;
        rig.restore.phase("auth", 1, "users");
        start();
        assertThat(people.waiting("auth", "open").missing()).isEqualTo(2);
        rig.pass(Duration.ofDays(1));
        assertThat(rig.target.isOpen("auth")).isFalse();
    }

    @Test
    void rejectsADecisionWhileNothingIsWaitedFor() {
        rig.restore.phase("auth", 1, "users");
        rig.script.block("load auth 0");
        WorkflowStub run = start();
        rig.until("the part is being loaded", () -> rig.journal.count("structures") == 1);
        Waiting early = new Waiting(
                Samples.RESTORE, "auth", "open", "", true, "digest-auth-data-1", "nonce-1", 1, null, List.of(), null);
        assertRejected(early, decision(early, Verb.APPROVE, "ada"), "nothing is waited for");
        rig.script.release("load auth 0");
        people.approve("auth", "open");
        assertThat(rig.result(run, RestoreReport.class).outcome()).isEqualTo(RestoreOutcome.COMPLETED);
    }

    private WorkflowStub start() {
        return rig.start("Restore", Samples.RESTORE, samples.restore());
    }

    private Decision decision(Waiting waiting, Verb verb, String by) {
        return people.about(waiting, verb, by, null, null);
    }

    private int updates(String workflowId) {
        return (int) rig.client().fetchHistory(workflowId).getEvents().stream()
                .filter(event -> event.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED)
                .count();
    }

    private void assertRejected(Waiting waiting, Decision decision, String reason) {
        assertThatThrownBy(() -> people.send(waiting, decision))
                .isInstanceOf(WorkflowUpdateException.class)
                .satisfies(failure -> {
                    LifeboatException known = Failures.find(failure);
                    assertThat(known).as("%s", failure).isNotNull();
                    assertThat(known.getMessage()).contains(reason);
                });
    }

    private static Waiting with(Waiting waiting, String phase, String stage, String evidence, String nonce) {
        return new Waiting(
                waiting.workflowId(),
                phase,
                stage,
                waiting.subject(),
                waiting.passed(),
                evidence,
                nonce,
                waiting.missing(),
                waiting.since(),
                waiting.checks(),
                waiting.object());
    }

    /** Somebody else's name under a signature. */
    private static Decision forged(Decision signed, String by) {
        return new Decision(
                signed.run(),
                signed.phase(),
                signed.stage(),
                signed.verb(),
                signed.evidence(),
                signed.nonce(),
                by,
                signed.roles(),
                signed.reason(),
                signed.target(),
                signed.at(),
                signed.token());
    }
}

package dev.lifeboat.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.fake.Commander;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.Waiting;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A repair changes nothing but what a person has approved, and leaves nothing behind. */
class RepairFlowTest {
    private final Rig rig = Rig.forgetful();
    private final Commander people = new Commander(rig, Samples.REPAIR);
    private final Samples samples = new Samples();

    @AfterEach
    void close() {
        assertThat(rig.repair.standing()).isFalse();
        rig.close();
    }

    @Test
    void appliesWhatWasApproved() {
        WorkflowStub run = start();
        Waiting waiting = people.waiting("repair", "repair");
        assertThat(waiting.checks()).singleElement().satisfies(check -> assertThat(check.actual())
                .isEqualTo("2 missing, 0 changed, 1 extra, 10 alike"));
        people.decide(waiting, Verb.APPROVE, "ada");
        RepairReport report = rig.result(run, RepairReport.class);
        assertThat(report.outcome()).isEqualTo(RestoreOutcome.COMPLETED);
        assertThat(report.undo()).containsExactly("repairs/undo");
        assertThat(report.decisions()).singleElement().satisfies(decision -> assertThat(decision.by())
                .isEqualTo("ada"));
        assertThat(rig.journal.all())
                .containsExactly(
                        "plan-repair [public.users]",
                        "prepare-repair",
                        "compare 1",
                        "applied 1",
                        "examine repair data",
                        "settle",
                        "discard",
                        "report COMPLETED",
                        "sign heads");
    }

    @Test
    void asksAgainWhenTheTablesHaveChanged() {
        WorkflowStub run = start();
        Waiting first = people.waiting("repair", "repair");
        rig.repair.changeTables();
        people.decide(first, Verb.APPROVE, "ada");
        Waiting second = people.waiting("repair", "repair", first);
        assertThat(second.evidence()).isNotEqualTo(first.evidence());
        people.decide(second, Verb.APPROVE, "ada");
        assertThat(rig.result(run, RepairReport.class).undo()).hasSize(1);
        assertThat(rig.journal.of("applied", "not applied")).containsExactly("not applied", "applied 2");
    }

    @Test
    void comparesAgainAndEndsAsToldTo() {
        WorkflowStub run = start();
        Waiting first = people.waiting("repair", "repair");
        people.decide(first, Verb.RETRY, "ada");
        people.decide(people.waiting("repair", "repair", first), Verb.ABORT, "ada");
        RepairReport report = rig.result(run, RepairReport.class);
        assertThat(report.outcome()).isEqualTo(RestoreOutcome.ABORTED);
        assertThat(report.undo()).isEmpty();
        assertThat(rig.journal.of("applied", "compare")).containsExactly("compare 1", "compare 1");
    }

    @Test
    void asksNobodyWhereNothingDiffers() {
        rig.repair.nothingDiffers();
        RepairReport report = rig.result(start(), RepairReport.class);
        assertThat(report.outcome()).isEqualTo(RestoreOutcome.COMPLETED);
        assertThat(report.decisions()).isEmpty();
    }

    @Test
    void anAdvanceApprovalIsRecorded() {
        samples.autoApprove = true;
        RepairReport report = rig.result(start(), RepairReport.class);
        assertThat(report.decisions()).singleElement().satisfies(decision -> assertThat(decision.verb())
                .isEqualTo(Verb.APPROVE));
        assertThat(report.undo()).hasSize(1);
    }

    @Test
    void changesNothingWhereSomethingStandsInTheWay() {
        rig.repair.blocked("TARGET_UNSUITABLE: public.users has no primary key");
        WorkflowStub run = start();
        assertThatThrownBy(() -> rig.result(run, RepairReport.class))
                .isInstanceOf(WorkflowFailedException.class)
                .satisfies(failure -> assertThat(Failures.find(failure).code()).isEqualTo(ErrorCode.TARGET_UNSUITABLE));
        assertThat(rig.journal.of("prepare", "applied")).isEmpty();
    }

    @Test
    void discardsAndTellsWhenItFails() {
        rig.script.failAlways("load-aside 1", ErrorCode.SET_CORRUPT, "data/users/2 differs from the manifest");
        WorkflowStub run = start();
        assertThatThrownBy(() -> rig.result(run, RepairReport.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(rig.journal.of("discard", "applied")).containsExactly("discard");
        assertThat(rig.notices.delivered())
                .anySatisfy(notice -> assertThat(notice.subject()).contains("FAILED"));
    }

    @Test
    void aRedGateAfterTheRepairIsDecidedByAPerson() {
        rig.gates.red("repair", GateStage.DATA, "sql");
        WorkflowStub run = start();
        people.decide(people.waiting("repair", "repair"), Verb.APPROVE, "ada");
        Waiting red = people.waiting("repair", "data");
        assertThat(red.passed()).isFalse();
        rig.gates.green("repair", GateStage.DATA);
        people.decide(red, Verb.RETRY, "ada");
        RepairReport report = rig.result(run, RepairReport.class);
        assertThat(report.outcome()).isEqualTo(RestoreOutcome.COMPLETED);
        assertThat(report.gates()).singleElement().satisfies(gate -> assertThat(gate.passed())
                .isTrue());
    }

    @Test
    void aSchemaIsFilledPhaseByPhase() {
        rig.repair.leavesOpen("foreign key k of public.users does not hold");
        WorkflowStub run = rig.start("Repair", Samples.REPAIR, samples.repair(List.of()));
        people.decide(people.waiting("auth", "repair"), Verb.APPROVE, "ada");
        people.decide(people.waiting("bookings", "repair"), Verb.APPROVE, "ada");
        RepairReport report = rig.result(run, RepairReport.class);
        assertThat(report.undo()).hasSize(2);
        assertThat(report.warnings()).containsExactly("foreign key k of public.users does not hold");
        assertThat(rig.journal.all())
                .containsExactly(
                        "plan-repair []",
                        "prepare-auth before [public.bookings]",
                        "compare 1",
                        "applied 1",
                        "examine auth data",
                        "prepare-bookings",
                        "compare 1",
                        "applied 1",
                        "settle",
                        "discard",
                        "report COMPLETED",
                        "sign heads");
    }

    @Test
    void theLaterPhasesStayAsTheyAreAfterAnAbort() {
        rig.gates.red("auth", GateStage.DATA, "sql");
        WorkflowStub run = rig.start("Repair", Samples.REPAIR, samples.repair(List.of()));
        people.decide(people.waiting("auth", "repair"), Verb.APPROVE, "ada");
        people.decide(people.waiting("auth", "data"), Verb.ABORT, "ada");
        RepairReport report = rig.result(run, RepairReport.class);
        assertThat(report.outcome()).isEqualTo(RestoreOutcome.ABORTED);
        assertThat(report.undo()).hasSize(1);
        assertThat(rig.journal.of("prepare", "settle", "discard"))
                .containsExactly("prepare-auth before [public.bookings]", "settle", "discard");
    }

    private WorkflowStub start() {
        return rig.start("Repair", Samples.REPAIR, samples.repair());
    }
}

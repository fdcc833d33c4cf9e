package dev.lifeboat.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lifeboat.audit.AuditType;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.fake.Commander;
import dev.lifeboat.fake.FakeRestore;
import dev.lifeboat.fake.Notifying;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Ping;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.runbook.ChannelKind;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A drill that proves nothing says why, and what it had seen until then (V3). */
class UnprovenDrillTest {
    private static final String DRILL = "drill/bookings/2026-01-14T04-00-00";

    private final Rig rig = Rig.forgetful();
    private final Samples samples = new Samples();

    @BeforeEach
    void layOut() {
        rig.restore.phase("auth", 1, "users").phase("bookings", 1, "bookings");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void doesNotProveASetWhoseContentDiffers() {
        rig.gates.red("bookings", GateStage.DATA, "content");
        assertFailsWith(ErrorCode.GATE_FAILED);
        assertThat(rig.journal.of("open", "destroy", "proven", "not proven"))
                .containsExactly("open auth", "destroy", "not proven");
        assertThat(rig.drills.reports()).singleElement().satisfies(report -> {
            assertThat(report.error())
                    .isEqualTo("GATE_FAILED: phase bookings: 1 of 2 checks failed, first content users");
            assertThat(report.startedBy()).isEqualTo(Samples.STARTER);
            assertThat(report.restore().outcome()).isEqualTo(RestoreOutcome.FAILED);
            assertThat(report.restore().manifestSha256()).isEqualTo(FakeRestore.MANIFEST);
            assertThat(report.restore().phases())
                    .extracting(PhaseReport::phase, PhaseReport::aborted)
                    .containsExactly(tuple("auth", false), tuple("bookings", true));
            assertThat(report.restore().phases().get(1).gates()).singleElement().satisfies(gate -> {
                assertThat(gate.passed()).isFalse();
                assertThat(gate.digest()).isEqualTo("digest-bookings-data-1");
                assertThat(gate.object()).isNotEmpty();
                assertThat(gate.checks().get(0).actual()).isEqualTo("39 rows");
            });
        });
        assertThat(rig.status("restore/bookings/drill_1"))
                .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED);
        assertThat(rig.notices.about("[DRILL] " + FakeRestore.SET + " FAILED"))
                .singleElement()
                .satisfies(notice -> assertThat(notice.fact("report")).isEqualTo("records/drill.json"));
    }

    @Test
    void destroysTheCopyWhenTheRestoreFails() {
        rig.script.failAlways("load bookings 0", ErrorCode.SET_CORRUPT, "data/bookings/1 differs");
        assertFailsWith(ErrorCode.SET_CORRUPT);
        assertThat(rig.journal.of("destroy", "not proven")).containsExactly("destroy", "not proven");
        assertThat(rig.drills.reports()).singleElement().satisfies(report -> {
            assertThat(report.restore().outcome()).isEqualTo(RestoreOutcome.FAILED);
            assertThat(report.restore().phases()).extracting(PhaseReport::phase).containsExactly("auth");
        });
    }

    /** With people who approve, too: a red gate is no question in a rehearsal. */
    @Test
    void asksNobodyAboutARedGate() {
        samples.drillOptions = new DrillOptions(List.of(), 0, false, true, null, List.of(), true);
        rig.gates.redWithoutAReason("bookings");
        WorkflowStub run = start();
        rig.until("the restore has begun", () -> !rig.journal.of("prepare").isEmpty());
        Commander people = new Commander(rig, "restore/bookings/drill_1");
        people.decide(people.waiting("auth", "open"), Verb.APPROVE, "ada");
        assertFailsWith(ErrorCode.GATE_FAILED, run);
        assertThat(rig.drills.reports()).singleElement().satisfies(report -> {
            assertThat(report.error())
                    .isEqualTo("GATE_FAILED: phase bookings: 0 of 0 checks failed, and nothing says why");
            assertThat(report.restore().phases().get(0).decisions()).hasSize(1);
        });
    }

    /** The gates were green: that the drill server went away afterwards takes nothing from that. */
    @Test
    void keepsTheProofAndTellsWhereTheCopyStandsThatCannotBeDestroyed() {
        rig.script.fail("destroy", ApplicationFailure.newNonRetryableFailure("env:DRILL is empty", "SECRET_MISSING"));
        assertFailsWith(ErrorCode.TARGET_UNREACHABLE);
        assertThat(rig.journal.of("destroy", "proven", "not proven")).containsExactly("proven");
        assertThat(rig.drills.reports()).singleElement().satisfies(report -> assertThat(report.error())
                .startsWith("TARGET_UNREACHABLE: a copy of production data is left in the database drill_1")
                .endsWith("SECRET_MISSING: env:DRILL is empty"));
        assertThat(rig.audit.types()).contains(AuditType.DRILL_ENDED.wireName(), AuditType.DRILL_FAILED.wireName());
        assertThat(rig.notices.about("[DRILL]")).singleElement().satisfies(notice -> {
            assertThat(notice.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(notice.subject()).contains("is proven, but the drill FAILED: a copy of production data is left");
            assertThat(notice.fact("impact"))
                    .contains("drill_1", "can be restored")
                    .doesNotContain("nobody knows");
            assertThat(notice.fact("report")).isEqualTo("records/drill.json");
        });
        destroyWhatIsLeft();
    }

    @Test
    void tellsOfTheRedGateAndOfTheCopyThatCannotBeDestroyed() {
        rig.gates.red("bookings", GateStage.DATA, "content");
        rig.script.fail("destroy", ApplicationFailure.newNonRetryableFailure("env:DRILL is empty", "SECRET_MISSING"));
        assertFailsWith(ErrorCode.GATE_FAILED);
        assertThat(rig.drills.reports()).singleElement().satisfies(report -> {
            assertThat(report.proven()).isFalse();
            assertThat(report.error()).startsWith("GATE_FAILED");
            assertThat(report.warnings()).last().asString().startsWith("a copy of production data is left");
        });
        assertThat(rig.notices.about("FAILED: a copy of production data is left"))
                .singleElement()
                .satisfies(notice -> assertThat(notice.fact("impact")).contains("drill_1", "nobody knows"));
        destroyWhatIsLeft();
    }

    private void destroyWhatIsLeft() {
        assertThat(rig.drills.standing()).hasSize(1);
        rig.drills.standing().forEach(left -> rig.drills.destroy(samples.drill(), left));
    }

    @Test
    void tellsThatNoSetCouldBeChosen() {
        rig.script.failAlways("choose", ErrorCode.NO_SUCH_SET, "there is no monthly set");
        assertFailsWith(ErrorCode.NO_SUCH_SET);
        assertThat(rig.notices.about("[DRILL] latest FAILED")).hasSize(1);
        assertThat(rig.journal.of("provide", "destroy")).isEmpty();
        assertThat(rig.drills.reports()).hasSize(1);
    }

    /** As with a restore: what was mistyped is no failed proof (K4), and whoever typed it sees the error. */
    @ParameterizedTest
    @EnumSource(names = {"NO_SUCH_SET", "USAGE", "SET_ALARMED"})
    void takesWhatAPersonMistypedForNoFailedDrill(ErrorCode code) {
        rig.script.failAlways("choose", code, "weekly/2026-W99 cannot be taken");
        assertFailsWith(code, startByHand());
        assertThat(rig.drills.reports()).isEmpty();
        assertThat(rig.notices.delivered()).singleElement().satisfies(notice -> {
            assertThat(notice.event()).isEqualTo(NoticeEvent.DRILL_REFUSED);
            assertThat(notice.severity()).isEqualTo(Severity.WARNING);
            assertThat(notice.subject()).isEqualTo("[DRILL] of weekly/2026-W99 was not begun");
            assertThat(notice.key()).isEqualTo(DRILL + "/refused");
        });
    }

    @Test
    void pingsNobodyForWhatAPersonMistyped() {
        samples.notifications = Notifying.over(ChannelKind.HEALTHCHECKS).asNotify();
        rig.script.failAlways("choose", ErrorCode.NO_SUCH_SET, "there is no weekly/2026-W99");
        assertFailsWith(ErrorCode.NO_SUCH_SET, startByHand());
        assertThat(rig.notices.delivered())
                .allSatisfy(notice -> assertThat(Ping.of(notice)).isNull());
    }

    @Test
    void takesASetThatIsDamagedForAFailedDrillWhoeverStartedIt() {
        rig.script.failAlways("choose", ErrorCode.SIGNATURE_INVALID, "nobody signed it");
        assertFailsWith(ErrorCode.SIGNATURE_INVALID, startByHand());
        assertThat(rig.drills.reports()).hasSize(1);
        assertThat(rig.notices.about("[DRILL] weekly/2026-W99 FAILED")).hasSize(1);
    }

    private WorkflowStub startByHand() {
        return rig.start(
                "Drill",
                DRILL,
                new DrillRequest(
                        samples.runbook(),
                        "0f".repeat(32),
                        "weekly/2026-W99",
                        DrillRequest.MANUAL,
                        Samples.STARTER,
                        null));
    }

    private WorkflowStub start() {
        return rig.start("Drill", DRILL, samples.drill());
    }

    private void assertFailsWith(ErrorCode code) {
        assertFailsWith(code, start());
    }

    private void assertFailsWith(ErrorCode code, WorkflowStub run) {
        assertThatThrownBy(() -> rig.result(run, DrillReport.class))
                .isInstanceOf(WorkflowFailedException.class)
                .satisfies(failure -> assertThat(Failures.find(failure).code()).isEqualTo(code));
    }
}

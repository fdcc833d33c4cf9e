package dev.lifeboat.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.audit.AuditType;
import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.fake.Commander;
import dev.lifeboat.fake.FakeDrills;
import dev.lifeboat.fake.FakeRestore;
import dev.lifeboat.fake.Notifying;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.gate.GateStage;
import dev.lifeboat.notice.Notice;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.restore.PhaseState;
import dev.lifeboat.restore.Waiting;
import dev.lifeboat.runbook.Approval;
import dev.lifeboat.runbook.ChannelKind;
import dev.lifeboat.runbook.MutationKind;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.Step;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A drill proves a set or says why not, and leaves no copy of production behind: the rig looks for one after every test. */
class DrillFlowTest {
    private static final String DRILL = "drill/bookings/2026-01-14T04-00-00";

    private static final Notify PAGER = Notifying.over(ChannelKind.PAGERDUTY).asNotify();

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
    void provesASetAndDestroysTheCopy() {
        samples.approval = new Approval(2, List.of("admin"), true, null, null);
        samples.services = true;
        samples.steps = Samples.around(List.of(new Step("stop the writers", null)), List.of());
        DrillReport report = rig.result(start(), DrillReport.class);
        assertThat(report.proven()).isTrue();
        assertThat(report.restore().drill()).isTrue();
        assertThat(rig.restore.pinned()).as("the manifest that was chosen").isEqualTo(FakeRestore.MANIFEST);
        assertThat(report.error()).isNull();
        assertThat(report.warnings()).containsExactly(FakeDrills.WARNING);
        assertThat(rig.journal.of("choose", "provide", "report", "destroy", "proven"))
                .containsExactly("choose latest", "provide", "report COMPLETED", "destroy", "proven");
        assertThat(rig.journal.of("sweep")).hasSize(1);
        assertThat(rig.journal.of("examine"))
                .as("no service is asked")
                .containsExactly("examine auth data", "examine bookings data");
        assertThat(rig.notices.about("[DRILL] " + FakeRestore.SET + " is proven"))
                .hasSize(1);
        assertThat(rig.status("restore/bookings/drill_1"))
                .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
    }

    @Test
    void destroysWhatStandsWhenProvidingFailsHalfWay() {
        rig.script.failAlways("provide", ErrorCode.TOOL_MISSING, "no server can be started");
        assertFailsWith(ErrorCode.TOOL_MISSING);
        assertThat(rig.journal.of("plan", "destroy", "not proven")).containsExactly("destroy", "not proven");
    }

    @Test
    void keepsTryingToDestroy() {
        for (int times = 0; times < 20; times++) {
            rig.script.fail("destroy", ErrorCode.TARGET_UNREACHABLE, "the drill server is away");
        }
        assertThat(rig.result(start(), DrillReport.class).proven()).isTrue();
    }

    @Test
    void destroysTheCopyWhenItIsCancelled() {
        rig.script.block("load bookings 0");
        WorkflowStub run = start();
        rig.until("bookings are being loaded", () -> rig.script.standing() == 1);
        rig.settled("restore/bookings/drill_1/bookings/load-0", 1);
        run.cancel();
        assertCancelled(run);
        assertThat(rig.journal.of("destroy", "not proven")).containsExactly("destroy", "not proven");
        assertThat(rig.notices.about("[DRILL]")).hasSize(1);
    }

    @Test
    void destroysWhatIsStillBeingProvidedWhenItIsCancelled() {
        rig.script.stall("before-provide");
        WorkflowStub run = start();
        rig.until("the database is being provided", () -> rig.script.standing() == 1);
        rig.cancel(run, DRILL);
        rig.script.release("before-provide");
        assertCancelled(run);
        rig.until("providing has ended", () -> rig.script.standing() == 0);
        assertThat(rig.journal.of("provide", "destroy", "not proven"))
                .containsExactly("provide", "destroy", "not proven");
    }

    @Test
    void goesOnWhenLeftoversCannotBeLookedFor() {
        rig.script.failAlways("sweep", ErrorCode.TARGET_UNREACHABLE, "the drill server is away");
        DrillReport report = rig.result(start(), DrillReport.class);
        assertThat(report.proven()).isTrue();
        assertThat(report.warnings())
                .containsExactly(
                        "leftovers of earlier drills could not be looked for: TARGET_UNREACHABLE: the drill server is away",
                        FakeDrills.WARNING);
    }

    @Test
    void triesTheGatesOnlyWhenTheSetIsProvenAndBeforeTheCopyIsGone() {
        samples.drillOptions = options(List.of(MutationKind.TRIGGER_DISABLED), 0, false, null);
        rig.drills.stopCatching("trigger-disabled users log");
        DrillReport report = rig.result(start(), DrillReport.class);
        assertThat(report.proven()).isTrue();
        assertThat(report.mutations().describe()).isEqualTo("gates catch 0 of 1");
        assertThat(rig.journal.of("report", "try gates", "destroy", "proven"))
                .containsExactly("report COMPLETED", "try gates", "destroy", "proven");
        assertThat(rig.notices.about("no longer catch what they caught before")).hasSize(1);
    }

    @Test
    void disturbsNobodyWhoHasToDoWithRecoveries() {
        samples.within = Duration.ofNanos(1);
        samples.steps = Samples.around(List.of(new Step(null, "stakeholders")), List.of(new Step(null, "users")));
        rig.result(start(), DrillReport.class);
        assertThat(rig.notices.delivered()).extracting(Notice::event).containsExactly(NoticeEvent.DRILL_PROVEN);
    }

    /** Who keeps open matters hears of it; nobody else has to. */
    @Test
    void resolvesThatTheGatesGrewWeaker() {
        samples.notifications = PAGER;
        samples.drillOptions = options(List.of(MutationKind.TRIGGER_DISABLED), 0, false, null);
        assertThat(rig.result(start(), DrillReport.class).warnings()).containsExactly(FakeDrills.WARNING);
        assertThat(rig.notices.about("catch what they caught before"))
                .singleElement()
                .satisfies(notice -> assertThat(notice.key()).isEqualTo("gates/bookings"));
    }

    @Test
    void warnsWhenNoDamageCouldBeTried() {
        samples.drillOptions = options(MutationKind.all(), 0, false, null);
        rig.drills.tryNothing("red on the undamaged copy already: sql: fresh");
        assertThat(rig.result(start(), DrillReport.class).warnings())
                .contains("the gates were not tried: red on the undamaged copy already: sql: fresh");
    }

    @Test
    void warnsWhenNoWorkerWasKilledThoughOneWasToBe() {
        samples.drillOptions = options(List.of(), 1, true, null);
        DrillReport report = rig.result(start(), DrillReport.class);
        assertThat(report.chaos()).startsWith("no worker was killed: it was this drill's turn");
        assertThat(report.warnings()).contains(report.chaos());
    }

    @Test
    void damagesNothingWhenAGateIsRed() {
        samples.drillOptions = options(MutationKind.all(), 0, false, null);
        rig.gates.red("bookings", GateStage.DATA, "content");
        assertFailsWith(ErrorCode.GATE_FAILED);
        assertThat(rig.journal.of("try gates")).isEmpty();
    }

    @Test
    void provesTheSetAlthoughTheGatesCannotBeTried() {
        samples.drillOptions = options(MutationKind.all(), 0, false, null);
        rig.script.failAlways("try-gates", ErrorCode.TARGET_CHANGED, "no mark");
        DrillReport report = rig.result(start(), DrillReport.class);
        assertThat(report.proven()).isTrue();
        assertThat(report.warnings()).contains("the gates could not be tried: TARGET_CHANGED: no mark");
    }

    @Test
    void restoresWithTheSetsOwnScriptWhenItIsTheDrillsTurn() {
        samples.drillOptions = options(List.of(), 1, false, null);
        DrillReport report = rig.result(start(), DrillReport.class);
        assertThat(report.way()).isEqualTo(DrillReport.BY_HAND);
        assertThat(report.proven()).isTrue();
        assertThat(rig.journal.of("plan", "by hand", "destroy", "proven"))
                .containsExactly("by hand", "destroy", "proven");
    }

    @Test
    void saysWhatWasKilledInTheMiddle() {
        samples.drillOptions = options(List.of(), 0, true, null);
        DrillReport report = rig.result(start(), DrillReport.class);
        assertThat(report.proven()).isTrue();
        assertThat(report.chaos()).isEqualTo("the worker was killed while 1 parts were loaded");
    }

    @Test
    void waitsForTheSignOffWithTheSetProvenAndTheCopyGone() {
        samples.drillOptions = options(List.of(), 0, false, "admin");
        WorkflowStub run = start();
        Commander people = new Commander(rig, DRILL);
        Waiting waiting = people.waiting("sign-off", "report");
        assertThat(rig.journal.of("destroy", "proven", "evidence"))
                .containsExactly("destroy", "proven", "evidence records/drill.json");
        rig.pass(Duration.ofDays(1));
        rig.until("somebody is reminded", () -> !rig.notices
                .about("sign off the drill \"weekly\" of " + FakeRestore.SET)
                .isEmpty());
        people.decide(waiting, Verb.APPROVE, "ada");
        DrillReport report = rig.result(run, DrillReport.class);
        assertThat(report.object()).isEqualTo("records/drill-signed-off.json");
        assertThat(report.signOff()).singleElement().satisfies(decision -> {
            assertThat(decision.by()).isEqualTo("ada");
            assertThat(decision.evidence()).isEqualTo("0e".repeat(32));
        });
    }

    @Test
    void failsWhenAPersonRefusesToSignOff() {
        samples.drillOptions = options(List.of(), 0, false, "admin");
        WorkflowStub run = start();
        Commander people = new Commander(rig, DRILL);
        people.decide(people.waiting("sign-off", "report"), Verb.ABORT, "ada");
        assertThatThrownBy(() -> rig.result(run, DrillReport.class))
                .satisfies(failure -> assertThat(Failures.find(failure).code()).isEqualTo(ErrorCode.ABORTED));
        assertThat(rig.drills.reports()).hasSize(2);
        assertThat(rig.audit.types()).contains(AuditType.DECISION_MADE.wireName());
        assertThat(rig.notices.about("is proven, but the drill FAILED"))
                .singleElement()
                .satisfies(notice -> assertThat(notice.fact("impact")).contains("can be restored"));
        assertThat(rig.notices.about("[DRILL] " + FakeRestore.SET + " FAILED")).isEmpty();
    }

    @Test
    void saysThatNobodySignedOffBeforeTheEngineEndsTheRunInSilence() {
        samples.notifications = PAGER;
        samples.drillOptions = options(List.of(), 0, false, "admin");
        WorkflowStub run = start();
        new Commander(rig, DRILL).waiting("sign-off", "report");
        rig.pass(Duration.ofDays(26));
        assertThatThrownBy(() -> rig.result(run, DrillReport.class))
                .satisfies(failure -> assertThat(Failures.find(failure).getMessage())
                        .contains("is proven, and nobody of role admin signed it off within 25 days of"));
        assertThat(decided()).containsExactly(DRILL);
    }

    @Test
    void waitsForNobodyAnyMoreOnceItIsCancelled() {
        samples.drillOptions = options(List.of(), 0, false, "admin");
        WorkflowStub run = start();
        new Commander(rig, DRILL).waiting("sign-off", "report");
        run.cancel();
        assertCancelled(run);
        assertThat(rig.journal.of("destroy", "proven")).containsExactly("destroy", "proven");
    }

    @Test
    void letsPeopleApproveEachPhaseWhereTheDrillSaysSo() {
        samples.notifications = PAGER;
        samples.drillOptions = new DrillOptions(List.of(), 0, false, true, null, List.of(), true);
        WorkflowStub run = start();
        Commander people = atTheCopy();
        people.decide(people.waiting("auth", "open"), Verb.APPROVE, "ada");
        people.decide(people.waiting("bookings", "open"), Verb.APPROVE, "ada");
        DrillReport report = rig.result(run, DrillReport.class);
        assertThat(report.proven()).isTrue();
        assertThat(report.restore().phases()).allSatisfy(phase -> assertThat(phase.decisions())
                .singleElement()
                .satisfies(decision -> assertThat(decision.by()).isEqualTo("ada")));
        assertThat(decided()).as("what was asked").containsExactly("restore/bookings/drill_1");
    }

    @Test
    void warnsOfAPhaseThatWasNotBackWithinItsBudget() {
        samples.within = Duration.ofHours(1);
        samples.drillOptions = new DrillOptions(List.of(), 0, false, true, null, List.of(), true);
        WorkflowStub run = start();
        Commander people = atTheCopy();
        Waiting waiting = people.waiting("auth", "open");
        rig.pass(Duration.ofHours(2));
        people.decide(waiting, Verb.APPROVE, "ada");
        people.decide(people.waiting("bookings", "open"), Verb.APPROVE, "ada");
        assertThat(rig.result(run, DrillReport.class).warnings()).anySatisfy(warning -> assertThat(warning)
                .startsWith("phase auth was back after 2 h")
                .endsWith("its budget is 1 h"));
    }

    @Test
    void provesNothingWhenAPersonAbortsAPhase() {
        samples.drillOptions = new DrillOptions(List.of(), 0, false, true, null, List.of(), true);
        WorkflowStub run = start();
        Commander people = atTheCopy();
        Waiting waiting = people.waiting("auth", "open");
        rig.until("bookings are loaded", () -> people.progress().phases().get(1).state() == PhaseState.LOADED);
        people.decide(waiting, Verb.ABORT, "ada");
        assertThatThrownBy(() -> rig.result(run, DrillReport.class))
                .satisfies(failure -> assertThat(Failures.find(failure).code()).isEqualTo(ErrorCode.ABORTED));
        assertThat(rig.journal.of("destroy", "proven", "not proven")).containsExactly("destroy", "not proven");
    }

    @Test
    void tellsOfWhatNoSweepDaresToRemove() {
        rig.drills.leave("database lifeboat_drill_0: it carries another mark than a drill's");
        assertThat(rig.result(start(), DrillReport.class).warnings())
                .contains("it looks like a drill's leftover, and was left alone:"
                        + " database lifeboat_drill_0: it carries another mark than a drill's");
    }

    private static DrillOptions options(
            List<MutationKind> mutate, int breakGlassEvery, boolean chaos, @Nullable String signOff) {
        return new DrillOptions(mutate, breakGlassEvery, chaos, false, signOff, List.of(), true);
    }

    /** Whoever decides in the restore of the drill. */
    private Commander atTheCopy() {
        rig.until("the restore has begun", () -> !rig.journal.of("prepare").isEmpty());
        return new Commander(rig, "restore/bookings/drill_1");
    }

    /** Matters in which nobody is asked any more. */
    private List<String> decided() {
        return rig.notices.delivered().stream()
                .filter(notice -> notice.event() == NoticeEvent.DRILL_DECIDED)
                .map(Notice::key)
                .toList();
    }

    private WorkflowStub start() {
        return rig.start("Drill", DRILL, samples.drill());
    }

    private void assertFailsWith(ErrorCode code) {
        WorkflowStub run = start();
        assertThatThrownBy(() -> rig.result(run, DrillReport.class))
                .isInstanceOf(WorkflowFailedException.class)
                .satisfies(failure -> assertThat(Failures.find(failure).code()).isEqualTo(code));
    }

    private void assertCancelled(WorkflowStub run) {
        assertThatThrownBy(() -> rig.result(run, DrillReport.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(rig.status(DRILL)).isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED);
    }
}

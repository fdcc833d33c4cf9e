package dev.lifeboat.rollback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.decision.Verb;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.fake.Commander;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Severity;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.Waiting;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A roll-back changes nothing but what was rehearsed, shown and approved. */
class RollbackFlowTest {
    private static final String BLOCKER = "TARGET_UNSUITABLE: TYPE public.mood is not as wanted after the rehearsal";

    private final Rig rig = Rig.forgetful();
    private final Commander people = new Commander(rig, Samples.ROLLBACK);
    private final Samples samples = new Samples();

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void appliesWhatWasApproved() {
        WorkflowStub run = start();
        Waiting waiting = people.waiting("schema", "schema");
        assertThat(waiting.checks())
                .extracting(check -> check.kind() + " " + check.name() + " " + check.expected())
                .containsExactly("script rollbacks/change-1 sha1", "schema VIEW public.v ");
        people.decide(waiting, Verb.APPROVE, "ada");
        RollbackReport report = rig.result(run, RollbackReport.class);
        assertThat(report.applied()).isTrue();
        assertThat(report.undo()).isEqualTo("rollbacks/undo-1");
        assertThat(rig.journal.all()).containsExactly("plan 1", "applied 1", "report COMPLETED", "sign heads");
    }

    @Test
    void plansAndAsksAgainWhenTheDefinitionsHaveChanged() {
        WorkflowStub run = start();
        Waiting first = people.waiting("schema", "schema");
        rig.rollback.migrate();
        people.decide(first, Verb.APPROVE, "ada");
        people.decide(people.waiting("schema", "schema", first), Verb.ABORT, "ada");
        RollbackReport report = rig.result(run, RollbackReport.class);
        assertThat(report.outcome()).isEqualTo(RestoreOutcome.ABORTED);
        assertThat(report.applied()).isFalse();
        assertThat(rig.journal.of("applied", "not applied")).containsExactly("not applied");
    }

    @Test
    void asksNobodyWhereNothingDiffers() {
        rig.rollback.nothingDiffers();
        RollbackReport report = rig.result(start(), RollbackReport.class);
        assertThat(report.outcome()).isEqualTo(RestoreOutcome.COMPLETED);
        assertThat(report.decisions()).isEmpty();
        assertThat(rig.journal.of("applied")).isEmpty();
    }

    @Test
    void anAdvanceApprovalIsRecorded() {
        samples.autoApprove = true;
        RollbackReport report = rig.result(start(), RollbackReport.class);
        assertThat(report.decisions()).singleElement().satisfies(decision -> assertThat(decision.verb())
                .isEqualTo(Verb.APPROVE));
        assertThat(report.applied()).isTrue();
    }

    /** Nothing was begun: no failed recovery, no alarm, and no report. */
    @Test
    void isRefusedWhereSomethingStandsInTheWay() {
        rig.rollback.blocked(BLOCKER);
        assertUnsuitable(start());
        assertThat(rig.journal.of("applied", "report")).isEmpty();
        assertThat(rig.reports.failures()).isEmpty();
        assertThat(rig.notices.delivered()).singleElement().satisfies(notice -> {
            assertThat(notice.event()).isEqualTo(NoticeEvent.RECOVERY_REFUSED);
            assertThat(notice.severity()).isEqualTo(Severity.WARNING);
            assertThat(notice.fact("error")).contains("public.mood");
        });
    }

    /** Somebody has approved a change and waits for it. */
    @Test
    void failsWhereSomethingStandsInTheWayOfWhatWasApproved() {
        WorkflowStub run = start();
        Waiting first = people.waiting("schema", "schema");
        rig.rollback.migrate();
        rig.rollback.blocked(BLOCKER);
        people.decide(first, Verb.APPROVE, "ada");
        assertUnsuitable(run);
        assertThat(rig.journal.of("report")).singleElement().asString().contains("FAILED", "public.mood");
        assertThat(rig.notices.about("FAILED")).hasSize(1);
    }

    private void assertUnsuitable(WorkflowStub run) {
        assertThatThrownBy(() -> rig.result(run, RollbackReport.class))
                .isInstanceOf(WorkflowFailedException.class)
                .satisfies(failure -> assertThat(Failures.find(failure).code()).isEqualTo(ErrorCode.TARGET_UNSUITABLE));
    }

    private WorkflowStub start() {
        return rig.start("RollbackSchema", Samples.ROLLBACK, samples.rollback());
    }
}

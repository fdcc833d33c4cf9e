package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.fake.Commander;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.runbook.Step;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A cancelled restore ends as cancelled, everywhere, and what ran has ended with it. */
class CancellationTest {
    private final Rig rig = Rig.forgetful();
    private final Samples samples = new Samples();
    private final Commander people = new Commander(rig, Samples.RESTORE);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void endsWhileAPersonIsWaitedFor() {
        rig.restore.phase("auth", 1, "users");
        WorkflowStub run = start();
        people.waiting("auth", "open");
        rig.settled(Samples.RESTORE + "/auth", 0);
        assertCancelled(run);
        assertThat(rig.journal.of("open", "finish")).isEmpty();
        assertStatus("/auth");
    }

    @Test
    void endsWhileAStepIsWaitedFor() {
        samples.steps = Samples.around(List.of(new Step("stop the writers", null)), List.of());
        rig.restore.phase("auth", 1, "users");
        WorkflowStub run = start();
        people.waiting("before-1", "step");
        assertCancelled(run);
        assertThat(rig.journal.of("prepare")).isEmpty();
    }

    @Test
    void endsWhilePartsAreLoadedAndLetsThemEndFirst() {
        samples.parallelism = 2;
        rig.restore.phase("auth", 4, "users");
        rig.script.block("load auth 0");
        rig.script.block("load auth 1");
        WorkflowStub run = start();
        rig.until("two parts are being loaded", () -> rig.script.standing() == 2);
        assertCancelled(run);
        assertThat(rig.script.standing()).as("parts that still run").isZero();
        assertThat(rig.journal.of("load", "read-back", "finish")).isEmpty();
        assertStatus("/auth");
        assertStatus("/auth/load-0");
    }

    @Test
    void endsWhileTheTargetIsBuiltOn() {
        rig.restore.phase("auth", 1, "users");
        rig.script.block("indexes auth");
        WorkflowStub run = start();
        // Any activity stands for a moment: only behind the loads it is the one that was meant.
        rig.until("indexes are built", () -> !rig.journal.of("load").isEmpty() && rig.script.standing() == 1);
        rig.settled(Samples.RESTORE + "/auth", 1);
        assertCancelled(run);
        assertThat(rig.script.standing()).isZero();
    }

    @Test
    void letsTheTargetBePreparedBeforeItEnds() {
        rig.restore.phase("auth", 1, "users");
        rig.script.stall("prepare");
        WorkflowStub run = start();
        rig.until("the target is being prepared", () -> rig.script.standing() == 1);
        rig.cancel(run, Samples.RESTORE);
        rig.script.release("prepare");
        assertThatThrownBy(() -> rig.result(run, RestoreReport.class)).isInstanceOf(WorkflowFailedException.class);
        assertStatus("");
        assertThat(rig.journal.of("prepare", "structures")).containsExactly("prepare");
    }

    @Test
    void tellsPeople() {
        rig.restore.phase("auth", 1, "users");
        WorkflowStub run = start();
        people.waiting("auth", "open");
        rig.settled(Samples.RESTORE + "/auth", 0);
        assertCancelled(run);
        assertThat(rig.notices.about("CANCELLED")).hasSize(1);
    }

    private void assertCancelled(WorkflowStub run) {
        run.cancel();
        assertThatThrownBy(() -> rig.result(run, RestoreReport.class))
                .isInstanceOf(WorkflowFailedException.class)
                .hasRootCauseInstanceOf(CanceledFailure.class);
        assertStatus("");
    }

    private void assertStatus(String below) {
        assertThat(rig.status(Samples.RESTORE + below))
                .isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED);
    }

    private WorkflowStub start() {
        return rig.start("Restore", Samples.RESTORE, samples.restore());
    }
}

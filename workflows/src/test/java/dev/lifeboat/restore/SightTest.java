package dev.lifeboat.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.fake.Commander;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import dev.lifeboat.gate.GateStage;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.sdk.v1.WorkflowMetadata;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a person sees of a restore, in the command line's query and in Temporal's own pages. */
class SightTest {
    private final Rig rig = Rig.forgetful();
    private final Samples samples = new Samples();
    private final Commander people = new Commander(rig, Samples.RESTORE);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void showsWhereARestoreStands() {
        samples.within = Duration.ofMinutes(30);
        rig.restore.phase("auth", 2, "users").phase("bookings", 4, "bookings");
        start();
        Waiting waiting = people.waiting("auth", "open");
        rig.until(
                "bookings are loaded ahead",
                () -> people.progress().phases().get(1).state() == PhaseState.LOADED);
        RestoreProgress progress = people.progress();
        assertThat(progress.step()).isEqualTo("phase auth");
        assertThat(progress.target()).isEqualTo("bookings_new");
        assertThat(progress.phases())
                .extracting(PhaseProgress::state)
                .containsExactly(PhaseState.AWAITING_OPEN, PhaseState.LOADED);
        PhaseProgress auth = progress.phases().get(0);
        assertThat(auth.rowsDone()).isEqualTo(20);
        assertThat(auth.rows()).isEqualTo(20);
        assertThat(auth.bytesDone()).isEqualTo(200);
        assertThat(auth.within()).isEqualTo(Duration.ofMinutes(30));
        assertThat(waiting.workflowId()).isEqualTo(Samples.RESTORE + "/auth");
        assertThat(waiting.missing()).isEqualTo(1);
    }

    @Test
    void tellsAReaderOfTheTemporalPagesWhatToDecideAndHow() {
        rig.restore.phase("auth", 1, "users");
        rig.gates.red("auth", GateStage.DATA, "rows");
        start();
        Waiting waiting = people.waiting("auth", "open");
        assertThat(details(Samples.RESTORE + "/auth"))
                .contains("- **state**: AWAITING_OPEN")
                .contains("- **gate, data**: RED, 1 of 2")
                .contains("rows users: expected 40 rows, found 39 rows")
                .contains("update `decide` on workflow `" + waiting.workflowId() + "`")
                .contains("evidence `" + waiting.evidence() + "`", "nonce `" + waiting.nonce() + "`")
                .doesNotContain("|");
        assertThat(details(Samples.RESTORE))
                .contains("- phase **auth**: AWAITING_OPEN, 10 of 10 rows — waits: auth: RED, 1 of 2");
    }

    @Test
    void failsInsteadOfHangingOnAnExceptionOfItsOwn() {
        samples.drill = true;
        rig.restore.phase("auth", 1, "users");
        rig.gates.redWithoutAReason("auth");
        assertFails(start());
    }

    @Test
    void failsInsteadOfHangingOnARequestThatItCannotRead() {
        assertFails(rig.start("Restore", Samples.RESTORE, List.of("not", "a", "request")));
        assertFails(rig.start("Backup", "backup/1", "neither is this"));
    }

    private void assertFails(WorkflowStub run) {
        assertThatThrownBy(() -> rig.result(run, RestoreReport.class)).isInstanceOf(WorkflowFailedException.class);
        assertThat(run.describe().getStatus()).isEqualTo(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_FAILED);
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

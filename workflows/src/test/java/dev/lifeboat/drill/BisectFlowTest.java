package dev.lifeboat.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.fake.Rig;
import dev.lifeboat.fake.Samples;
import io.temporal.client.WorkflowStub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The last good set is found by few restores, each of which is destroyed: the rig looks for what is left after every test. */
class BisectFlowTest {
    private static final String BISECT = "bisect/bookings/2026-01-14T04-00-00";

    private final Rig rig = Rig.forgetful();

    @BeforeEach
    void layOut() {
        rig.restore.phase("auth", 1, "users");
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void findsTheNewestSetInWhichTheGateIsGreen() {
        rig.bisects.days(9, 4);
        BisectReport report = rig.result(start(false), BisectReport.class);
        assertThat(report.newestGreen()).isEqualTo("daily/2026-01-04");
        assertThat(report.probed()).hasSizeLessThanOrEqualTo(5);
        assertThat(report.warnings()).isEmpty();
        assertThat(rig.journal.of("provide")).hasSameSizeAs(report.probed());
        assertThat(rig.journal.of("destroy")).hasSameSizeAs(report.probed());
    }

    @Test
    void saysThatThereIsNone() {
        rig.bisects.days(3, 0);
        assertThat(rig.result(start(true), BisectReport.class).newestGreen()).isNull();
        assertThat(rig.journal.of("ask")).hasSize(3);
    }

    @Test
    void passesOverASetThatCannotBeRestored() {
        rig.bisects.days(2, 2);
        rig.script.fail("plan", ErrorCode.SET_CORRUPT, "data/users/1 differs");
        BisectReport report = rig.result(start(false), BisectReport.class);
        assertThat(report.newestGreen()).isEqualTo("daily/2026-01-01");
        assertThat(report.warnings()).singleElement().asString().contains("daily/2026-01-02", "SET_CORRUPT");
        assertThat(rig.journal.of("destroy")).hasSize(2);
    }

    @Test
    void endsWhereThereIsNoSuchGate() {
        rig.script.failAlways("bisect-sets", ErrorCode.USAGE, "no such gate");
        WorkflowStub run = start(false);
        assertThatThrownBy(() -> rig.result(run, BisectReport.class))
                .satisfies(failure -> assertThat(Failures.find(failure).code()).isEqualTo(ErrorCode.USAGE));
    }

    private WorkflowStub start(boolean all) {
        return rig.start(
                "Bisect",
                BISECT,
                new BisectRequest(
                        new Samples().runbook(), "0f".repeat(32), "auth", null, null, null, all, 1, Samples.STARTER));
    }
}

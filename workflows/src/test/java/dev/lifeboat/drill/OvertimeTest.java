package dev.lifeboat.drill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.fake.FakeRestore;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.runbook.Objectives;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which budgets a rehearsal missed. */
class OvertimeTest {
    private static final Instant START = Instant.parse("2026-11-22T04:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void namesThePhaseAndTheWholeThatWereLate() {
        assertThat(Overtime.of(restore(RestoreOutcome.COMPLETED, HOUR)))
                .containsExactly(
                        "phase auth was back after 2 h, its budget is 1 h",
                        "everything was back after 2 h, the RTO is 1 h");
    }

    @Test
    void saysOfNothingThatNeverCameBackThatItWasLate() {
        assertThat(Overtime.of(restore(RestoreOutcome.ABORTED, HOUR))).isEmpty();
    }

    /** As a restore by hand reports it, whose phases all have the time of the whole. */
    @Test
    void judgesNoPhaseWithoutABudget() {
        assertThat(Overtime.of(restore(RestoreOutcome.COMPLETED, null)))
                .containsExactly("everything was back after 2 h, the RTO is 1 h");
    }

    private static RestoreReport restore(RestoreOutcome outcome, @Nullable Duration within) {
        Instant end = START.plus(HOUR).plus(HOUR);
        PhaseReport phase = new PhaseReport(
                "auth",
                1,
                1,
                START,
                end,
                HOUR,
                HOUR,
                within,
                true,
                false,
                outcome == RestoreOutcome.ABORTED,
                List.of(),
                List.of(),
                List.of(),
                List.of());
        return new RestoreReport(
                "restore/bookings/drill_1",
                "bookings",
                FakeRestore.SET,
                FakeRestore.MANIFEST,
                START,
                new TargetIdentity("1", 1, "drill_1", 170_000),
                outcome,
                true,
                "ana",
                START,
                end,
                List.of(phase),
                List.of(),
                List.of(),
                null,
                new Objectives(Duration.ofHours(24), HOUR),
                null,
                null,
                null);
    }
}

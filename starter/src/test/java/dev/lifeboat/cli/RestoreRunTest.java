package dev.lifeboat.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.TargetIdentity;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoreRunTest {
    private static final String PLANNED = "roles will be made, without passwords: app";

    @Test
    void endsWithThreeForWhatThePlanDidNotSay() {
        assertThat(exitCode(RestoreOutcome.COMPLETED)).isEqualTo(0);
        assertThat(exitCode(RestoreOutcome.COMPLETED, PLANNED)).isEqualTo(0);
        assertThat(exitCode(RestoreOutcome.COMPLETED, PLANNED, "not restored: OPERATOR public.<~>"))
                .isEqualTo(3);
        assertThat(exitCode(RestoreOutcome.COMPLETED_WITH_EXCEPTIONS)).isEqualTo(3);
        assertThat(exitCode(RestoreOutcome.ABORTED, PLANNED)).isEqualTo(20);
    }

    private static int exitCode(RestoreOutcome outcome, String... warnings) {
        return RestoreRun.exitCode(new RestoreReport(
                "restore/shop/shop_new",
                "shop",
                "daily/2026-11-22",
                "5e".repeat(32),
                Instant.EPOCH,
                new TargetIdentity("1", 2, "shop_new", 170_000),
                outcome,
                false,
                "ana",
                Instant.EPOCH,
                Instant.EPOCH,
                List.of(),
                List.of(warnings),
                List.of(PLANNED),
                null,
                null,
                null,
                null,
                null));
    }
}

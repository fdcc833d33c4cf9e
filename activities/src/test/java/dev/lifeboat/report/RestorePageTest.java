package dev.lifeboat.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.RestoreReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestorePageTest {
    private static final Instant START = Instant.parse("2026-11-22T15:49:35Z");

    @Test
    void holdsNoObjectiveWhereNothingIsBack() {
        for (RestoreOutcome outcome : List.of(RestoreOutcome.FAILED, RestoreOutcome.ABORTED)) {
            assertThat(cells(ended(outcome)))
                    .as(outcome.name())
                    .containsSubsequence("Back within (RTO)", "4 h", "not back", "not reached")
                    .containsSubsequence("Lost at most (RPO)", "24 h", "not back", "not reached");
        }
        assertThat(cells(ended(RestoreOutcome.COMPLETED)))
                .containsSubsequence("Back within (RTO)", "4 h", "1 h", "held")
                .doesNotContain("not reached");
    }

    /** An application that people waited for since the first try was not back sooner for the second one. */
    @Test
    void measuresFromTheFirstOfTheRunsThatItWentOnFrom() {
        RestoreReport report = ended(RestoreOutcome.COMPLETED, START.minus(Duration.ofHours(4)));
        assertThat(cells(report))
                .containsSubsequence("Back within (RTO)", "4 h", "5 h", "missed by 1 h")
                .containsSubsequence("Lost at most (RPO)", "24 h", "22 h", "held");
        assertThat(RestorePage.of(report).facts())
                .anySatisfy(fact -> assertThat(fact.toString()).contains("a run that began 2026-11-22 11:49:35"))
                .anySatisfy(fact -> assertThat(fact.toString()).contains("shop_new_before_20261122_114935"));
    }

    private static RestoreReport ended(RestoreOutcome outcome) {
        return ended(outcome, null);
    }

    private static List<String> cells(RestoreReport report) {
        return RestorePage.of(report).blocks().stream()
                .filter(Page.Grid.class::isInstance)
                .map(Page.Grid.class::cast)
                .filter(grid -> grid.title().equals("Against the objectives"))
                .flatMap(grid -> grid.rows().stream())
                .flatMap(List::stream)
                .map(Page.Cell::text)
                .toList();
    }

    private static RestoreReport ended(RestoreOutcome outcome, Instant begunAt) {
        RestoreReport good = ReportSamples.restore(START, Duration.ofHours(1), true, false, "auth");
        return new RestoreReport(
                good.runId(),
                good.runbook(),
                good.setId(),
                good.manifestSha256(),
                good.takenAt(),
                good.target(),
                outcome,
                false,
                good.startedBy(),
                good.startedAt(),
                good.endedAt(),
                outcome == RestoreOutcome.COMPLETED ? good.phases() : List.of(),
                List.of(),
                List.of(),
                null,
                good.objectives(),
                outcome == RestoreOutcome.FAILED ? "TARGET_UNREACHABLE: connection refused" : null,
                begunAt,
                begunAt == null ? null : "shop_new_before_20261122_114935");
    }
}

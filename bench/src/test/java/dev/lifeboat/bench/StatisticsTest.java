package dev.lifeboat.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Medians and what becomes of a target. */
class StatisticsTest {
    @Test
    void takesTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(Statistics.of(List.of(9.0, 1.0, 2.0))).isEqualTo(new Statistics(3, 2, 1, 9));
        assertThat(Statistics.of(List.of(4.0, 1.0, 2.0, 9.0)).median()).isEqualTo(3);
        assertThat(Statistics.of(List.of()).count()).isZero();
    }

    @Test
    void takesTheMedianOfRatiosNotTheRatioOfMedians() {
        Row row = Row.of("work", "peer", "s", List.of(1.0, 10.0, 4.0), List.of(2.0, 10.0, 1.0), 1);
        assertThat(row.ratio()).isEqualTo(new Statistics(3, 1, 0.5, 4));
        assertThat(row.ours()).isEqualTo(4);
        assertThat(row.met()).isTrue();
    }

    @Test
    void meetsNoTargetThatWasNotMeasured() {
        List<Row> rows = Targets.of(List.of(), Map.of(), Map.of("usual", "gpg is not installed"), List.of(), true);
        assertThat(rows).hasSize(8).noneMatch(Row::met).allMatch(row -> row.skipped() != null);
        assertThat(rows).extracting(Row::skipped).contains("gpg is not installed", "not asked for");
    }
}

package dev.lifeboat.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Times that overlap are counted once. */
class SpanTest {
    @Test
    void countsOverlappingTimeOnce() {
        assertThat(Span.covered(List.of(span(0, 4), span(2, 5), span(7, 8), span(7, 7))))
                .isEqualTo(6);
        assertThat(Span.covered(List.of())).isZero();
    }

    @Test
    void countsOnlyWhatNoOtherCovers() {
        assertThat(Span.coveredOnlyBy(List.of(span(0, 10)), List.of(span(2, 3), span(9, 12))))
                .isEqualTo(8);
        assertThat(Span.coveredOnlyBy(List.of(span(0, 10)), List.of(span(0, 20))))
                .isZero();
    }

    @Test
    void takesAnEndBeforeItsStartForNothing() {
        assertThat(span(5, 3).seconds()).isZero();
    }

    @Test
    void subtractsReadingBackOnlyWhereNothingElseRan() {
        SortedMap<String, List<Span>> activities = new TreeMap<>();
        activities.put("LoadPart", List.of(span(1, 4)));
        activities.put("ReadBackBatch", List.of(span(3, 6), span(8, 9)));
        activities.put("ExamineGate", List.of(span(6, 7), span(9, 10)));
        activities.put("HoldSomething", List.of(span(0, 10)));
        Timeline timeline = new Timeline(span(0, 10), activities);
        assertThat(timeline.withoutReadingBack()).isCloseTo(7, within(1e-9));
        assertThat(timeline.untilFirstGate()).isEqualTo(7);
        assertThat(timeline.betweenActivities()).isCloseTo(2, within(1e-9));
        assertThat(timeline.withoutAnyActivity()).isZero();
    }

    @Test
    void findsNoGateWhereThereIsNone() {
        assertThat(new Timeline(span(0, 1), new TreeMap<>()).untilFirstGate()).isZero();
    }

    private static Span span(long from, long to) {
        return new Span(Instant.ofEpochSecond(from), Instant.ofEpochSecond(to));
    }
}

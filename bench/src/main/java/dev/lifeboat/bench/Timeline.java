package dev.lifeboat.bench;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * When which activity ran in a run and its children. Activities are known by their names on the wire only: the pipeline may
 * change without the bench.
 *
 * @param run from the run's first event to its last
 * @param activities by type, from an attempt's start to its end
 */
record Timeline(Span run, SortedMap<String, List<Span>> activities) {
    /** Activities that hold something open while others work: they say nothing about work. */
    private static final String HOLDING = "Hold";

    private static final String READING_BACK = "ReadBack";
    private static final String EXAMINING = "ExamineGate";

    /** What one type took: seconds in which at least one ran, and how many ran. */
    record Share(double seconds, int count) {
        static final Share NONE = new Share(0, 0);
    }

    Timeline {
        activities = new TreeMap<>(activities);
    }

    double seconds() {
        return run.seconds();
    }

    /**
     * Seconds in which no activity worked: Temporal's, the workflow's own, and those in which a holder prepares what it will
     * hold, which history does not tell apart.
     */
    double betweenActivities() {
        return Math.max(0, seconds() - Span.covered(spans(type -> !type.startsWith(HOLDING))));
    }

    /** Seconds in which no activity ran, not even one that holds something open. */
    double withoutAnyActivity() {
        return Math.max(0, seconds() - Span.covered(spans(type -> true)));
    }

    /** The run's seconds less those in which nothing but reading back went on. */
    double withoutReadingBack() {
        return seconds()
                - Span.coveredOnlyBy(
                        spans(type -> type.startsWith(READING_BACK)),
                        spans(type -> !type.startsWith(READING_BACK) && !type.startsWith(HOLDING)));
    }

    /** Seconds from the run's start to the end of the first gate's first examination; 0 if there was no gate. */
    double untilFirstGate() {
        return activities.getOrDefault(EXAMINING, List.of()).stream()
                .map(Span::end)
                .min(Instant::compareTo)
                .map(end -> new Span(run.start(), end).seconds())
                .orElse(0.0);
    }

    SortedMap<String, Share> shares() {
        SortedMap<String, Share> shares = new TreeMap<>();
        activities.forEach((type, spans) -> shares.put(type, new Share(Span.covered(spans), spans.size())));
        return shares;
    }

    private Collection<Span> spans(Predicate<String> wanted) {
        return activities.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }
}

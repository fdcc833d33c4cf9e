package dev.lifeboat.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** A piece of time, from its first instant to its last. */
record Span(Instant start, Instant end) {
    Span {
        if (end.isBefore(start)) {
            // Two clocks may have written them.
            end = start;
        }
    }

    double seconds() {
        return Duration.between(start, end).toNanos() / 1e9;
    }

    /** The same time without overlaps, in order. */
    static List<Span> union(Collection<Span> spans) {
        List<Span> merged = new ArrayList<>();
        for (Span span :
                spans.stream().sorted(Comparator.comparing(Span::start)).toList()) {
            Span last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && !span.start().isAfter(last.end())) {
                Instant end = last.end().isAfter(span.end()) ? last.end() : span.end();
                merged.set(merged.size() - 1, new Span(last.start(), end));
            } else {
                merged.add(span);
            }
        }
        return merged;
    }

    /** Seconds in which at least one of them ran. */
    static double covered(Collection<Span> spans) {
        return union(spans).stream().mapToDouble(Span::seconds).sum();
    }

    /** Seconds in which one of {@code spans} ran and none of {@code others}. */
    static double coveredOnlyBy(Collection<Span> spans, Collection<Span> others) {
        List<Span> all = new ArrayList<>(spans);
        all.addAll(others);
        return covered(all) - covered(others);
    }
}

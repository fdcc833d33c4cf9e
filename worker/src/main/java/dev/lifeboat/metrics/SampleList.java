package dev.lifeboat.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Numbers of one runbook, one behind the other. */
final class SampleList {
    private static final double MILLIS = 1000.0;

    private final String runbook;
    private final List<Sample> samples = new ArrayList<>();

    SampleList(String runbook) {
        this.runbook = runbook;
    }

    /** @param labels those behind the runbook */
    void add(Metric metric, Number value, String... labels) {
        List<String> all = new ArrayList<>(List.of(runbook));
        all.addAll(List.of(labels));
        samples.add(new Sample(metric, all, value.doubleValue()));
    }

    void time(Metric metric, Instant at, String... labels) {
        add(metric, at.toEpochMilli() / MILLIS, labels);
    }

    /** 0 where there is none. */
    void time(Metric metric, Optional<Instant> at) {
        time(metric, at.orElse(Instant.EPOCH));
    }

    void span(Metric metric, Duration span, String... labels) {
        add(metric, span.toMillis() / MILLIS, labels);
    }

    void addAll(List<Sample> more) {
        samples.addAll(more);
    }

    List<Sample> all() {
        return List.copyOf(samples);
    }
}

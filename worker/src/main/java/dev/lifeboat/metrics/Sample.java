package dev.lifeboat.metrics;

import java.util.List;

/**
 * A number.
 *
 * @param labels the values, in the order of the metric's labels
 */
public record Sample(Metric metric, List<String> labels, double value) {
    public Sample {
        labels = List.copyOf(labels);
        if (labels.size() != metric.labels().size()) {
            throw new IllegalArgumentException(metric + " has the labels " + metric.labels());
        }
    }

    static Sample of(Metric metric, double value, String... labels) {
        return new Sample(metric, List.of(labels), value);
    }
}

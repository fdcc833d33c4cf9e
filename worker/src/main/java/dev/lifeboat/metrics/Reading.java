package dev.lifeboat.metrics;

import java.util.List;

/**
 * What was read at a time.
 *
 * @param whole whether all could be read; else what is not among the samples keeps its last value
 */
public record Reading(List<Sample> samples, boolean whole) {
    public Reading {
        samples = List.copyOf(samples);
    }

    /** All that there is. */
    public static Reading whole(List<Sample> samples) {
        return new Reading(samples, true);
    }
}

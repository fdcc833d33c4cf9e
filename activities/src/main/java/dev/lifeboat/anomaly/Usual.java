package dev.lifeboat.anomaly;

import java.util.List;

/**
 * What is usual of one figure: as far from the median as the limits allow, as the figure's own spread allows, and what the
 * earlier sets themselves showed, and a little beyond. So steady figures are held to the limits, and restless ones to themselves.
 *
 * @param least below it is unusual
 * @param most above it is unusual
 */
record Usual(double median, double least, double most) {
    /** How many median deviations are usual: four standard deviations, where figures scatter normally. */
    private static final double SPREAD = 6;
    /** How far beyond the range that was seen is usual, in ranges. */
    private static final double BEYOND = 0.25;

    /**
     * From what earlier sets showed, at least one.
     *
     * @param loss how far below the median is usual, as a share of it
     * @param growth how far above
     */
    static Usual of(List<Double> earlier, double loss, double growth) {
        double median = median(earlier);
        double spread = SPREAD
                * median(earlier.stream().map(value -> Math.abs(value - median)).toList());
        double lowest = earlier.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double highest = earlier.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double beyond = BEYOND * (highest - lowest);
        return new Usual(
                median,
                Math.min(median - Math.max(loss * median, spread), lowest - beyond),
                Math.max(median + Math.max(growth * median, spread), highest + beyond));
    }

    boolean isBelow(double value) {
        return value < least;
    }

    boolean isAbove(double value) {
        return value > most;
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}

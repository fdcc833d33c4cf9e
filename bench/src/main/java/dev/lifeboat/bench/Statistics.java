package dev.lifeboat.bench;

import java.util.List;

/**
 * Middle and spread of some figures.
 *
 * @param count 0: nothing was measured, and the others are 0
 */
record Statistics(int count, double median, double min, double max) {
    /** Of these figures, in any order. */
    static Statistics of(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int count = sorted.size();
        if (count == 0) {
            return new Statistics(0, 0, 0, 0);
        }
        double median =
                count % 2 == 1 ? sorted.get(count / 2) : (sorted.get(count / 2 - 1) + sorted.get(count / 2)) / 2;
        return new Statistics(count, median, sorted.get(0), sorted.get(count - 1));
    }
}

package dev.lifeboat.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the targets, and how far it is met.
 *
 * @param against a peer, or a limit
 * @param unit of ours and theirs: s or bytes
 * @param ours the median
 * @param theirs the peer's median, or the limit
 * @param ratio the median of ours ÷ theirs, pair by pair
 * @param target the highest ratio that meets it
 * @param skipped why it was not measured; then the figures are 0
 */
record Row(
        String work,
        String against,
        String unit,
        double ours,
        double theirs,
        Statistics ratio,
        double target,
        boolean met,
        @Nullable String skipped) {

    /** Of figures that belong together by their place. */
    static Row of(String work, String against, String unit, List<Double> ours, List<Double> theirs, double target) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            ratios.add(ours.get(i) / theirs.get(i));
        }
        Statistics ratio = Statistics.of(ratios);
        return new Row(
                work,
                against,
                unit,
                Statistics.of(ours).median(),
                Statistics.of(theirs).median(),
                ratio,
                target,
                ratio.count() > 0 && ratio.median() <= target,
                null);
    }

    /** Of figures that have a limit instead of a peer; the ratio is to the limit. */
    static Row limit(String work, String unit, List<Double> ours, double limit) {
        return of(work, "limit", unit, ours, ours.stream().map(each -> limit).toList(), 1);
    }

    static Row skipped(String work, String against, double target, String why) {
        return new Row(work, against, "", 0, 0, Statistics.of(List.of()), target, false, why);
    }
}

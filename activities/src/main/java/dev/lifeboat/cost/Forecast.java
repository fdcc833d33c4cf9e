package dev.lifeboat.cost;

import dev.lifeboat.catalogue.KeepUntil;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.ScheduleTime;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.BackupMode;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which sets the schedules will take. A mode's next set is as large as the median of its last five; in each month to come sets
 * grow as the median of the last thirty days' did over that of the thirty days before, at most to the double or the half. Pure.
 */
public final class Forecast {
    private static final Duration PERIOD = Duration.ofDays(30);
    private static final int LAST = 5;
    private static final double MOST = 2;

    private Forecast() {}

    /**
     * The sets that are taken from now to the end of the last month.
     *
     * @param known the sets that there are and were
     */
    public static List<StoredSpan> spans(
            Runbook runbook, List<StoredSpan> known, KeepUntil keep, Instant now, YearMonth last) {
        List<StoredSpan> spans = new ArrayList<>();
        runbook.backups().forEach((name, backup) -> {
            String at = backup.at();
            if (at != null) {
                BackupMode mode = backup.modeOf(name);
                ScheduleTime time = ScheduleTime.parse(at);
                for (StoreLocation store : runbook.store().all()) {
                    if (store.takes(mode)) {
                        spans.addAll(spans(store, mode, time, known, keep, now, last));
                    }
                }
            }
        });
        return spans;
    }

    private static List<StoredSpan> spans(
            StoreLocation store,
            BackupMode mode,
            ScheduleTime time,
            List<StoredSpan> known,
            KeepUntil keep,
            Instant now,
            YearMonth last) {
        List<StoredSpan> own = known.stream()
                .filter(span -> span.store().equals(store.name()) && span.mode().equals(mode.wireName()))
                .sorted(Comparator.comparing(StoredSpan::from))
                .toList();
        double bytes = median(own.subList(Math.max(0, own.size() - LAST), own.size()));
        double growth = growth(own, now);
        List<StoredSpan> spans = new ArrayList<>();
        YearMonth first = YearMonth.from(now.atOffset(ZoneOffset.UTC));
        for (YearMonth month = first; !month.isAfter(last) && bytes > 0; month = month.plusMonths(1)) {
            int times = time.timesIn(month);
            Instant start = CostRules.start(month);
            Duration length = Duration.between(start, CostRules.start(month.plusMonths(1)));
            for (int i = 0; i < times; i++) {
                // Evenly over the month: which day it is moves a month's cost by less than the estimate is wrong.
                Instant taken = start.plus(length.multipliedBy(2L * i + 1).dividedBy(2L * times));
                if (taken.isAfter(now)) {
                    spans.add(new StoredSpan(
                            String.valueOf(store.name()),
                            mode.wireName(),
                            Math.round(bytes),
                            taken,
                            keep.of(store, mode, taken)));
                }
            }
            bytes *= growth;
        }
        return spans;
    }

    private static double growth(List<StoredSpan> own, Instant now) {
        double recent = median(between(own, now.minus(PERIOD), now));
        double before = median(between(own, now.minus(PERIOD.multipliedBy(2)), now.minus(PERIOD)));
        return recent == 0 || before == 0 ? 1 : Math.min(MOST, Math.max(1 / MOST, recent / before));
    }

    private static List<StoredSpan> between(List<StoredSpan> spans, Instant after, Instant until) {
        return spans.stream()
                .filter(span -> span.from().isAfter(after) && !span.from().isAfter(until))
                .toList();
    }

    /** 0 for none. */
    private static double median(List<StoredSpan> spans) {
        List<Long> sizes = spans.stream().map(StoredSpan::bytes).sorted().toList();
        int count = sizes.size();
        return count == 0 ? 0 : (sizes.get((count - 1) / 2) + (double) sizes.get(count / 2)) / 2;
    }
}

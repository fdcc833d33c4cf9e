package dev.lifeboat.schedule;

import dev.lifeboat.runbook.ScheduleTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When schedules are due, as Temporal reckons: an hour that a clock change leaves out does not come, and one that comes twice counts
 * the second time east of Greenwich, and both times west of it.
 */
public final class DueTimes {
    /** A leap day may be eight years after the one before. */
    private static final int MOST_DAYS = 8 * 366;

    private DueTimes() {}

    /** The last time that is not after a moment; null: none for years. */
    public static @Nullable Instant last(ScheduledRun run, Instant now) {
        ScheduleTime at = run.at();
        LocalDate today = now.atZone(run.zone()).toLocalDate();
        for (int back = 0; back < MOST_DAYS; back++) {
            Instant last = on(at, run.zone(), today.minusDays(back)).floor(now);
            if (last != null) {
                return last;
            }
        }
        return null;
    }

    /** The first time after a moment; null: none for years. */
    public static @Nullable Instant next(ScheduledRun run, Instant now) {
        ScheduleTime at = run.at();
        LocalDate today = now.atZone(run.zone()).toLocalDate();
        for (int ahead = 0; ahead < MOST_DAYS; ahead++) {
            Instant next = on(at, run.zone(), today.plusDays(ahead)).higher(now);
            if (next != null) {
                return next;
            }
        }
        return null;
    }

    /**
     * How long it may be between two of these schedules' runs about now: from the last but one to the last, or from that to the
     * next, whichever is longer. Null: one of these is not known.
     */
    public static @Nullable Duration gap(Collection<ScheduledRun> runs, Instant now) {
        Instant last = latest(runs, now);
        Instant before = last == null ? null : latest(runs, last.minusNanos(1));
        Instant next = runs.stream()
                .flatMap(run -> Stream.ofNullable(next(run, now)))
                .min(Instant::compareTo)
                .orElse(null);
        if (last == null || before == null || next == null) {
            return null;
        }
        Duration behind = Duration.between(before, last);
        Duration ahead = Duration.between(last, next);
        return behind.compareTo(ahead) > 0 ? behind : ahead;
    }

    private static @Nullable Instant latest(Collection<ScheduledRun> runs, Instant now) {
        return runs.stream()
                .flatMap(run -> Stream.ofNullable(last(run, now)))
                .max(Instant::compareTo)
                .orElse(null);
    }

    private static NavigableSet<Instant> on(ScheduleTime at, ZoneId zone, LocalDate day) {
        NavigableSet<Instant> times = new TreeSet<>();
        for (LocalTime time : at.on(day)) {
            LocalDateTime there = day.atTime(time);
            List<ZoneOffset> offsets = zone.getRules().getValidOffsets(there);
            if (offsets.size() == 1) {
                times.add(there.toInstant(offsets.get(0)));
            } else if (offsets.size() == 2) {
                // As Go's time.Date chooses, which Temporal asks: by the offset at that hour of UTC. From the first it
                // goes on.
                ZoneOffset chosen = zone.getRules().getOffset(there.toInstant(ZoneOffset.UTC));
                offsets.subList(offsets.indexOf(chosen), 2).forEach(offset -> times.add(there.toInstant(offset)));
            }
        }
        return times;
    }
}

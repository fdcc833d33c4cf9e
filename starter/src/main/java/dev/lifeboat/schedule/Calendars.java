package dev.lifeboat.schedule;

import io.temporal.client.schedules.ScheduleCalendarSpec;
import io.temporal.client.schedules.ScheduleRange;
import io.temporal.client.schedules.ScheduleSpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A runbook's times as Temporal's calendars. Cron lines are not handed on: Temporal takes a day that both the day of the month
 * and the weekday name, cron one that either names.
 */
final class Calendars {
    private Calendars() {}

    /** The times of a schedule. Each calendar bears the runbook's own words. */
    static ScheduleSpec spec(ScheduledRun run) {
        List<ScheduleCalendarSpec> calendars = run.at().times().stream()
                .map(times -> ScheduleCalendarSpec.newBuilder()
                        .setSeconds(List.of(new ScheduleRange(0)))
                        .setMinutes(ranges(times.minutes()))
                        .setHour(ranges(times.hours()))
                        .setDayOfMonth(ranges(times.days()))
                        .setMonth(ranges(times.months()))
                        .setDayOfWeek(ranges(times.weekdays()))
                        .setComment(run.line())
                        .build())
                .toList();
        return ScheduleSpec.newBuilder()
                .setCalendars(calendars)
                .setTimeZoneName(run.zone().getId())
                .build();
    }

    private static List<ScheduleRange> ranges(SortedSet<Integer> values) {
        List<ScheduleRange> ranges = new ArrayList<>();
        int start = -1;
        int end = -1;
        for (int value : values) {
            if (start >= 0 && value == end + 1) {
                end = value;
                continue;
            }
            if (start >= 0) {
                ranges.add(new ScheduleRange(start, end));
            }
            start = value;
            end = value;
        }
        ranges.add(new ScheduleRange(start, end));
        return ranges;
    }

    /** The times in words: the runbook's where they are still true, else the calendars themselves. */
    static String words(ScheduleSpec spec) {
        String zone = zone(spec);
        Set<String> calendars = new TreeSet<>();
        for (ScheduleCalendarSpec calendar : list(spec.getCalendars())) {
            String comment = calendar.getComment();
            calendars.add(comment != null && says(comment, spec, zone) ? comment : fields(calendar));
        }
        list(spec.getCronExpressions()).forEach(calendars::add);
        list(spec.getIntervals()).forEach(interval -> calendars.add("every " + interval.getEvery()));
        return (calendars.isEmpty() ? "never" : String.join(" or ", calendars)) + " " + zone + bounds(spec);
    }

    /** What a runbook never sets, and a person can by other tools: one that is over runs no more. */
    private static String bounds(ScheduleSpec spec) {
        return (spec.getStartAt() == null ? "" : " from " + spec.getStartAt())
                + (spec.getEndAt() == null ? "" : " until " + spec.getEndAt())
                + (jitters(spec) ? " or up to " + spec.getJitter() + " later" : "");
    }

    private static boolean jitters(ScheduleSpec spec) {
        Duration jitter = spec.getJitter();
        return jitter != null && !jitter.isZero();
    }

    private static boolean says(String comment, ScheduleSpec spec, String zone) {
        try {
            ScheduledRun run = new ScheduledRun("", "", "", comment, ZoneId.of(zone));
            return same(spec, spec(run));
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }

    /** Whether two come at the same times. */
    static boolean same(ScheduleSpec one, ScheduleSpec other) {
        return zone(one).equals(zone(other))
                && bounds(one).equals(bounds(other))
                && all(one).equals(all(other))
                && list(one.getIntervals()).isEmpty()
                        == list(other.getIntervals()).isEmpty()
                && list(one.getSkip()).isEmpty() == list(other.getSkip()).isEmpty()
                && list(one.getCronExpressions()).equals(list(other.getCronExpressions()));
    }

    /** What was never set is null. */
    private static <T> List<T> list(@Nullable List<T> known) {
        return known == null ? List.of() : known;
    }

    private static SortedSet<String> all(ScheduleSpec spec) {
        return list(spec.getCalendars()).stream().map(Calendars::fields).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String zone(ScheduleSpec spec) {
        String zone = spec.getTimeZoneName();
        return zone == null || zone.isEmpty() ? "UTC" : zone;
    }

    private static String fields(ScheduleCalendarSpec calendar) {
        String text = "minute " + values(calendar.getMinutes(), 0, 59) + ", hour "
                + values(calendar.getHour(), 0, 23) + ", day "
                + values(calendar.getDayOfMonth(), 1, 31) + ", month "
                + values(calendar.getMonth(), 1, 12) + ", weekday "
                + values(calendar.getDayOfWeek(), 0, 6);
        String seconds = values(calendar.getSeconds(), 0, 59);
        String years =
                list(calendar.getYear()).isEmpty() ? "*" : calendar.getYear().toString();
        return (seconds.equals("0") ? "" : "second " + seconds + ", ")
                + text
                + (years.equals("*") ? "" : ", year " + years);
    }

    /** A server writes the same range in more than one way. */
    private static String values(@Nullable List<ScheduleRange> ranges, int low, int high) {
        Set<Integer> values = new TreeSet<>();
        for (ScheduleRange range : list(ranges)) {
            int end = Math.max(range.getStart(), range.getEnd());
            IntStream.iterate(range.getStart(), value -> value <= end, value -> value + Math.max(1, range.getStep()))
                    .forEach(values::add);
        }
        return values.size() == high - low + 1
                ? "*"
                : values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}

package dev.lifeboat.runbook;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** When something happens: a five-field cron line, {@code first sunday 04:00}, or several of these with {@code or} between. */
public sealed interface ScheduleTime {
    /** Five fields: minute, hour, day of month, month, day of week. */
    record Cron(String line) implements ScheduleTime {
        @Override
        public List<Times> times() {
            List<SortedSet<Integer>> fields = Patterns.values(line.split(" ", -1));
            SortedSet<Integer> minutes = fields.get(0);
            SortedSet<Integer> hours = fields.get(1);
            SortedSet<Integer> weekdays = new TreeSet<>();
            fields.get(4).forEach(day -> weekdays.add(day % 7));
            // As cron has it: where both are restricted, a day is one that either names.
            boolean either = !line.split(" ", -1)[2].startsWith("*") && !line.split(" ", -1)[4].startsWith("*");
            return either
                    ? List.of(
                            new Times(fields.get(2), fields.get(3), Patterns.WEEK, hours, minutes),
                            new Times(Patterns.MONTH, fields.get(3), weekdays, hours, minutes))
                    : List.of(new Times(fields.get(2), fields.get(3), weekdays, hours, minutes));
        }
    }

    /**
     * The n-th weekday of each month.
     *
     * @param nth 1 to 4
     * @param dayOfWeek 0 for Sunday to 6 for Saturday
     */
    record NthWeekday(int nth, int dayOfWeek, int hour, int minute) implements ScheduleTime {
        @Override
        public List<Times> times() {
            return List.of(new Times(
                    Patterns.from((nth - 1) * 7 + 1, nth * 7),
                    Patterns.YEAR,
                    Patterns.from(dayOfWeek, dayOfWeek),
                    Patterns.from(hour, hour),
                    Patterns.from(minute, minute)));
        }
    }

    /** Whenever one of several comes. */
    record Either(List<ScheduleTime> several) implements ScheduleTime {
        public Either {
            several = List.copyOf(several);
        }

        @Override
        public List<Times> times() {
            return several.stream().flatMap(one -> one.times().stream()).toList();
        }
    }

    /**
     * Times of the calendar: those that all five name.
     *
     * @param days of a month, 1 to 31
     * @param months 1 to 12
     * @param weekdays 0 for Sunday to 6 for Saturday
     */
    record Times(
            SortedSet<Integer> days,
            SortedSet<Integer> months,
            SortedSet<Integer> weekdays,
            SortedSet<Integer> hours,
            SortedSet<Integer> minutes) {
        boolean have(LocalDate day) {
            return days.contains(day.getDayOfMonth())
                    && months.contains(day.getMonthValue())
                    && weekdays.contains(day.getDayOfWeek().getValue() % 7);
        }
    }

    /** When it comes: whenever one of these says so. */
    List<Times> times();

    /** When it comes on a day. */
    default SortedSet<LocalTime> on(LocalDate day) {
        SortedSet<LocalTime> all = new TreeSet<>();
        for (Times times : times()) {
            if (times.have(day)) {
                times.hours().forEach(hour -> times.minutes().forEach(minute -> all.add(LocalTime.of(hour, minute))));
            }
        }
        return all;
    }

    /** How often it comes in a month. */
    default int timesIn(YearMonth month) {
        int times = 0;
        for (int day = 1; day <= month.lengthOfMonth(); day++) {
            times += on(month.atDay(day)).size();
        }
        return times;
    }

    /** Throws {@link IllegalArgumentException} that says what is wrong, without the text itself. */
    static ScheduleTime parse(String text) {
        String[] several = text.strip().split("\\s+or\\s+", -1);
        return several.length == 1
                ? one(text)
                : new Either(Arrays.stream(several).map(ScheduleTime::one).toList());
    }

    private static ScheduleTime one(String text) {
        Matcher weekday = Patterns.NTH.matcher(text.toLowerCase(Locale.ROOT).strip());
        if (weekday.matches()) {
            return new NthWeekday(
                    Patterns.NUMBERS.indexOf(weekday.group(1)) + 1,
                    Patterns.DAYS.indexOf(weekday.group(2)),
                    Integer.parseInt(weekday.group(3)),
                    Integer.parseInt(weekday.group(4)));
        }
        String[] fields = text.strip().split("\\s+", -1);
        if (fields.length != Patterns.FIELDS.size()) {
            throw new IllegalArgumentException("expected five cron fields (minute hour day month weekday), or a"
                    + " weekday of the month such as first sunday 04:00");
        }
        List<SortedSet<Integer>> values = Patterns.values(fields);
        int first = values.get(2).first();
        if (values.get(3).stream().noneMatch(month -> Month.of(month).maxLength() >= first)) {
            throw new IllegalArgumentException("this day of the month never comes");
        }
        return new Cron(String.join(" ", fields));
    }

    /** How times are written. */
    final class Patterns {
        private static final List<String> NUMBERS = List.of("first", "second", "third", "fourth");
        private static final List<String> DAYS =
                List.of("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday");
        private static final Pattern NTH = Pattern.compile(
                "(" + String.join("|", NUMBERS) + ") (" + String.join("|", DAYS) + ") ([01]\\d|2[0-3]):([0-5]\\d)");
        private static final Pattern ITEM = Pattern.compile("(?:\\*|(\\d{1,2})(?:-(\\d{1,2}))?)(?:/(\\d{1,2}))?");
        private static final SortedSet<Integer> MONTH = from(1, 31);
        private static final SortedSet<Integer> YEAR = from(1, 12);
        private static final SortedSet<Integer> WEEK = from(0, 6);
        private static final List<Field> FIELDS = List.of(
                new Field("minute", 0, 59),
                new Field("hour", 0, 23),
                new Field("day of the month", 1, 31),
                new Field("month", 1, 12),
                new Field("weekday", 0, 7));

        private Patterns() {}

        private static SortedSet<Integer> from(int low, int high) {
            return new TreeSet<>(IntStream.rangeClosed(low, high).boxed().toList());
        }

        /** Of each field in its order. */
        private static List<SortedSet<Integer>> values(String[] fields) {
            List<SortedSet<Integer>> values = new ArrayList<>();
            for (int i = 0; i < FIELDS.size(); i++) {
                values.add(FIELDS.get(i).values(fields[i]));
            }
            return values;
        }

        private record Field(String name, int low, int high) {
            /** Every value that the field's items name. */
            SortedSet<Integer> values(String text) {
                SortedSet<Integer> values = new TreeSet<>();
                for (String item : text.split(",", -1)) {
                    Matcher matcher = ITEM.matcher(item);
                    if (!matcher.matches()) {
                        throw wrong("is not readable");
                    }
                    int from = number(matcher.group(1), low);
                    int step = number(matcher.group(3), 1);
                    // `5/10` is a range to the end, `5` is a single value.
                    boolean open = matcher.group(1) == null || matcher.group(3) != null;
                    int to = number(matcher.group(2), open ? high : from);
                    if (from < low || to > high || from > to) {
                        throw wrong("must be between " + low + " and " + high);
                    }
                    if (step < 1 || (step > 1 && step > to - from)) {
                        throw wrong("has a step that its range does not hold");
                    }
                    for (int value = from; value <= to; value += step) {
                        values.add(value);
                    }
                }
                return values;
            }

            private static int number(@Nullable String text, int otherwise) {
                return text == null ? otherwise : Integer.parseInt(text);
            }

            private IllegalArgumentException wrong(String what) {
                return new IllegalArgumentException("the " + name + " " + what);
            }
        }
    }
}

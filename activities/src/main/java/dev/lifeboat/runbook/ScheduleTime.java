package dev.lifeboat.runbook;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When something happens: a five-field cron line, or {@code first sunday 04:00}. */
public sealed interface ScheduleTime {
    /** Five fields: minute, hour, day of month, month, day of week. */
    record Cron(String line) implements ScheduleTime {}

    /**
     * The n-th weekday of each month.
     *
     * @param nth 1 to 4
     * @param dayOfWeek 0 for Sunday to 6 for Saturday
     */
    record NthWeekday(int nth, int dayOfWeek, int hour, int minute) implements ScheduleTime {}

    /** Throws {@link IllegalArgumentException} that says what is wrong. */
    static ScheduleTime parse(String text) {
        Matcher weekday = Patterns.NTH.matcher(text.toLowerCase(Locale.ROOT).strip());
        if (weekday.matches()) {
            return new NthWeekday(
                    Patterns.NUMBERS.indexOf(weekday.group(1)) + 1,
                    Patterns.DAYS.indexOf(weekday.group(2)),
                    Integer.parseInt(weekday.group(3)),
                    Integer.parseInt(weekday.group(4)));
        }
        String[] fields = text.strip().split("\\s+", -1);
        if (fields.length != 5) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is neither five cron fields (minute hour day month weekday) nor like `first sunday 04:00`");
        }
        int[][] limits = {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 7}};
        for (int i = 0; i < fields.length; i++) {
            for (String item : fields[i].split(",", -1)) {
                Patterns.checkItem(text, item, limits[i][0], limits[i][1]);
            }
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
        private static final Pattern ITEM = Pattern.compile("(\\*|\\d{1,2})(?:-(\\d{1,2}))?(?:/(\\d{1,2}))?");

        private Patterns() {}

        private static void checkItem(String text, String item, int low, int high) {
            Matcher matcher = ITEM.matcher(item);
            boolean valid = matcher.matches();
            if (valid && !matcher.group(1).equals("*")) {
                int from = Integer.parseInt(matcher.group(1));
                int to = matcher.group(2) == null ? from : Integer.parseInt(matcher.group(2));
                valid = from >= low && to <= high && from <= to;
            }
            if (!valid || "0".equals(matcher.group(3))) {
                throw new IllegalArgumentException(
                        "\"" + item + "\" in \"" + text + "\" is not between " + low + " and " + high);
            }
        }
    }
}

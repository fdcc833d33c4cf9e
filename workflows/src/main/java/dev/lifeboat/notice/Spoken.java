package dev.lifeboat.notice;

import java.time.Duration;
import java.time.Instant;

/** Times and numbers as people say them. */
public final class Spoken {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final Duration ONE_MINUTE = Duration.ofMinutes(1);
    private static final Duration SECONDS_UNTIL = Duration.ofMinutes(2);
    private static final Duration MINUTES_UNTIL = Duration.ofHours(2);

    private Spoken() {}

    /** The two largest units: {@code 2 d 3 h}, {@code 4 min 5 s}, {@code 12 s}. */
    public static String duration(Duration time) {
        Duration span = time.abs();
        if (span.toDays() > 0) {
            return two(span.toDays(), "d", span.toHoursPart(), "h");
        }
        if (span.toHours() > 0) {
            return two(span.toHours(), "h", span.toMinutesPart(), "min");
        }
        return span.toMinutes() > 0 ? two(span.toMinutes(), "min", span.toSecondsPart(), "s") : span.toSeconds() + " s";
    }

    /** {@code 6–9 min}, {@code 20–50 s}, {@code 1 h 50 min – 2 h 20 min}: never narrower than it is. */
    public static String range(Duration least, Duration most) {
        if (most.compareTo(SECONDS_UNTIL) < 0) {
            return range(least.toSeconds(), up(most, ONE_SECOND), "s");
        }
        if (most.compareTo(MINUTES_UNTIL) < 0) {
            return range(least.toMinutes(), up(most, ONE_MINUTE), "min");
        }
        return duration(ONE_MINUTE.multipliedBy(least.toMinutes())) + " – "
                + duration(ONE_MINUTE.multipliedBy(up(most, ONE_MINUTE)));
    }

    private static String range(long least, long most, String unit) {
        return least == most ? most + " " + unit : least + "–" + most + " " + unit;
    }

    private static long up(Duration time, Duration unit) {
        return time.plus(unit).minusMillis(1).dividedBy(unit);
    }

    /** {@code 2026-11-22 02:00 UTC}. */
    public static String moment(Instant moment) {
        String text = moment.toString();
        return text.substring(0, "2026-11-22".length()) + " "
                + text.substring("2026-11-22T".length(), "2026-11-22T02:00".length()) + " UTC";
    }

    /** {@code 1 table}, {@code 2 tables}: of what forms its plural with an s. */
    public static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String two(long large, String unit, long small, String smaller) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smaller);
    }
}

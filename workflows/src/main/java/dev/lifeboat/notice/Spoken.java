package dev.lifeboat.notice;

import java.time.Duration;
import java.time.Instant;

/** Times as people say them. */
public final class Spoken {
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

    /** {@code 2026-11-22 02:00 UTC}. */
    public static String moment(Instant moment) {
        String text = moment.toString();
        return text.substring(0, "2026-11-22".length()) + " "
                + text.substring("2026-11-22T".length(), "2026-11-22T02:00".length()) + " UTC";
    }

    private static String two(long large, String unit, long small, String smaller) {
        return large + " " + unit + (small == 0 ? "" : " " + small + " " + smaller);
    }
}

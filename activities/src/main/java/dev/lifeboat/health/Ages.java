package dev.lifeboat.health;

import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;

/** Spans of time, for checks and for people. */
final class Ages {
    private static final int MANY_HOURS = 72;

    private Ages() {}

    /** {@code 26 h}, {@code 9 d}. */
    static String words(Duration span) {
        return span.toHours() >= MANY_HOURS
                ? span.toDays() + " d"
                : span.toHours() > 0 ? span.toHours() + " h" : span.toMinutes() + " min";
    }

    static String words(Instant then, Instant now) {
        return words(Duration.between(then, now));
    }

    /** In UTC, where a month is as long as it was. */
    static Instant before(Instant now, Period span) {
        return now.atOffset(ZoneOffset.UTC).minus(span).toInstant();
    }

    static Instant after(Instant now, Period span) {
        return now.atOffset(ZoneOffset.UTC).plus(span).toInstant();
    }
}

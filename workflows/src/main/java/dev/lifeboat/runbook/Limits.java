package dev.lifeboat.runbook;

import java.time.Duration;
import java.time.LocalDate;
import java.time.Period;
import java.time.temporal.ChronoUnit;

/** What a span of time in a runbook may be: longer than nothing, and at most ten years. */
public final class Limits {
    private static final Duration LONGEST = Duration.ofDays(3653);
    private static final LocalDate ANY_DAY = LocalDate.of(2024, 1, 1);

    private Limits() {}

    /** Whether a span is longer than nothing and at most ten years. */
    public static boolean fits(Duration span) {
        return span.compareTo(Duration.ZERO) > 0 && span.compareTo(LONGEST) <= 0;
    }

    /** Whether a span is longer than nothing and at most ten years; its months are those that follow a new year. */
    public static boolean fits(Period span) {
        // As months and days apart: their sum as a date could leave the calendar.
        return !span.isNegative()
                && !span.isZero()
                && span.toTotalMonths() <= 120
                && span.get(ChronoUnit.DAYS) <= LONGEST.toDays()
                && !ANY_DAY.plus(span).isAfter(ANY_DAY.plus(LONGEST.toDays(), ChronoUnit.DAYS));
    }

    static Duration checked(String field, Duration span) {
        if (!fits(span)) {
            throw new IllegalArgumentException(field + " must be longer than nothing and at most ten years");
        }
        return span;
    }

    static Period checked(String field, Period span) {
        if (!fits(span)) {
            throw new IllegalArgumentException(field + " must be longer than nothing and at most ten years");
        }
        return span;
    }
}

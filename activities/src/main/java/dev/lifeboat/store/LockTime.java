package dev.lifeboat.store;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;

/** When locks end. */
public final class LockTime {
    private LockTime() {}

    /** So many days, months and years of the calendar later, in UTC. */
    public static Instant after(Instant begin, Period span) {
        return begin.atOffset(ZoneOffset.UTC).plus(span).toInstant();
    }
}

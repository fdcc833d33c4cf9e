package dev.lifeboat.store;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;

/** When locks end. */
public final class LockTime {
    /** Of what is under legal hold: not before somebody takes that away. */
    public static final Instant HELD = Instant.MAX;

    private LockTime() {}

    /** For people: {@code locked until 2026-11-22T10:00:00Z}. */
    public static String describe(Instant until) {
        return until.equals(HELD) ? "under legal hold" : "locked until " + until;
    }

    /** So many days, months and years of the calendar later, in UTC. */
    public static Instant after(Instant begin, Period span) {
        return begin.atOffset(ZoneOffset.UTC).plus(span).toInstant();
    }
}

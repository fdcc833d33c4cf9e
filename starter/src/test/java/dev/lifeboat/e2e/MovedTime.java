package dev.lifeboat.e2e;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * A clock that a test puts where it wants to be, and that goes on from there. It knows what it showed at any earlier moment: so
 * whatever somebody else stamped with the real time can be read as if that machine's clock had stood there, too. Thread-safe.
 */
final class MovedTime extends Clock {
    private record Span(Instant since, Duration ahead) {}

    private final List<Span> spans = new ArrayList<>();

    MovedTime(Instant start) {
        moveTo(start);
    }

    synchronized void moveTo(Instant then) {
        Instant real = Instant.now();
        spans.add(new Span(real, Duration.between(real, then)));
    }

    /** What it showed at a real moment. */
    synchronized Instant at(Instant real) {
        int number = spans.size() - 1;
        while (number > 0 && spans.get(number).since().isAfter(real)) {
            number--;
        }
        return real.plus(spans.get(number).ahead());
    }

    /** How far it is from the real time. */
    synchronized Duration ahead() {
        return spans.get(spans.size() - 1).ahead();
    }

    @Override
    public Instant instant() {
        return at(Instant.now());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** Always UTC. */
    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}

package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.StoreLocation;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is remembered of a store that did not answer: for a while others are asked before it. It changes an order and nothing
 * else, so a wrong memory costs a way and no object. A process has one for each location, since a run opens its stores anew for
 * every part. Thread-safe.
 */
final class Outage {
    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    /** A call that waits for a dead host takes several seconds; a store that is back soon is used again within this. */
    private static final Duration SHORTEST = Duration.ofSeconds(45);

    /** One that takes connections and never answers holds up a call for minutes: it is asked ever more seldom, up to this. */
    private static final Duration LONGEST = SHORTEST.multipliedBy(16);

    private static final Map<StoreLocation, Outage> KNOWN = new ConcurrentHashMap<>();

    private final LongSupplier nanos;
    private boolean out;
    private long since;
    private Duration remembered = SHORTEST;

    Outage(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** That of a location, in this process. */
    static Outage of(StoreLocation location) {
        return KNOWN.computeIfAbsent(location, any -> new Outage(System::nanoTime));
    }

    /** Whether it failed lately, and has not answered since. */
    synchronized boolean lasts() {
        return out && nanos.getAsLong() - since < remembered.toNanos();
    }

    /** What a store says of one object, or of a right, is no outage. */
    void failed(String store, RuntimeException error) {
        if (error instanceof LifeboatException known && known.code() == STORE_UNAVAILABLE) {
            Duration period = begins();
            if (period != null) {
                LOG.warn(
                        "event=store-out store={} others-first-for={} reason=\"{}\"",
                        store,
                        period,
                        known.getMessage());
            }
        }
    }

    /** For how long it is remembered now; null: it was already. */
    private synchronized @Nullable Duration begins() {
        boolean known = lasts();
        if (!known) {
            Duration longer = remembered.multipliedBy(2);
            remembered = !out ? SHORTEST : longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
        }
        out = true;
        since = nanos.getAsLong();
        return known ? null : remembered;
    }

    synchronized void ended() {
        out = false;
    }
}

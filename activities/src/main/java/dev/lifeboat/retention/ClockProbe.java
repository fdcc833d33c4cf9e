package dev.lifeboat.retention;

import static dev.lifeboat.error.ErrorCode.RETENTION_STOPPED;

import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SetUse;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Compares a store's clock with this machine's. What is a day old, and who still reads, the store says by its clock: with a wrong
 * one here, an upload under way would look left. Each activity may run on another machine.
 */
final class ClockProbe {
    private static final Duration MOST_APART = Duration.ofHours(1);
    /** A probe that stays is a note that nobody needs, and goes as those do. */
    private static final String PROBES = SetUse.FOLDER + "clean-up/";

    private final String name;
    private final Store store;
    private final Clock clock;

    /** @param store that does not lock */
    ClockProbe(String name, Store store, Clock clock) {
        this.name = name;
        this.store = store;
        this.clock = clock;
    }

    /** Throws RETENTION_STOPPED when they differ by more than an hour. */
    void refuseAnother() {
        String probe = PROBES + UUID.randomUUID();
        Instant now = clock.instant();
        SetObjects.write(store, probe, "what time is it\n".getBytes(StandardCharsets.UTF_8));
        Instant there = store.list(PROBES).stream()
                .filter(stored -> stored.name().equals(probe))
                .map(StoredObject::modified)
                .findFirst()
                .orElse(now);
        SetObjects.removeIfAllowed(store, List.of(probe));
        if (Duration.between(now, there).abs().compareTo(MOST_APART) > 0) {
            throw new LifeboatException(
                    RETENTION_STOPPED,
                    "nothing is deleted from store " + name + ": it is " + there + " there, and " + now
                            + " here; set this machine's clock right");
        }
    }
}

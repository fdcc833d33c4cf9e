package dev.lifeboat.health;

import java.time.Instant;
import java.util.List;

/**
 * What people have heard of and not yet that it is over.
 *
 * @param at when that was so
 * @param open sorted by id
 */
public record HealthState(Instant at, List<OpenProblem> open) {
    /** Before the first look. */
    public static final HealthState NONE = new HealthState(Instant.EPOCH, List.of());

    public HealthState {
        open = List.copyOf(open);
    }
}

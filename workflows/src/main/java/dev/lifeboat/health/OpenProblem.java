package dev.lifeboat.health;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A problem that people have heard of.
 *
 * @param since when it was found first
 * @param toldWith the id of the problem in whose message they did; null: in one of its own
 */
public record OpenProblem(
        HealthProblem problem, Instant since, @Nullable String toldWith) {
    /** One that was told by itself. */
    public OpenProblem(HealthProblem problem, Instant since) {
        this(problem, since, null);
    }
}

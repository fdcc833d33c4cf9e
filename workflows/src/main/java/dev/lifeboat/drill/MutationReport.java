package dev.lifeboat.drill;

import java.time.Instant;
import java.util.List;

/**
 * How the gates did against known damage.
 *
 * @param tried in the order of the kinds
 * @param skipped what could not be tried, with the reason
 * @param stopped what one of the earlier drills' gates caught and, since then, none has caught again
 * @param trend earlier drills of the runbook, oldest first, and this one
 */
public record MutationReport(List<Mutation> tried, List<String> skipped, List<String> stopped, List<Point> trend) {
    public MutationReport {
        tried = List.copyOf(tried);
        skipped = List.copyOf(skipped);
        stopped = List.copyOf(stopped);
        trend = List.copyOf(trend);
    }

    /** One drill's result. */
    public record Point(String runId, Instant at, int caught, int tried) {}

    /** How many damages turned a gate red. */
    public long caughtCount() {
        return tried.stream().filter(Mutation::caught).count();
    }

    /** {@code gates catch 17 of 19}, and how many of the damaged rows also without a comparison with the set. */
    public String describe() {
        long rows = tried.stream().filter(one -> one.kind().ofRows()).count();
        long without = tried.stream()
                .filter(one -> one.kind().ofRows() && one.withoutSet())
                .count();
        return "gates catch " + caughtCount() + " of " + tried.size()
                + (rows == 0 ? "" : "; of " + rows + " damages to rows " + without + " also without the set");
    }
}

package dev.lifeboat.health;

import java.time.Instant;
import java.util.List;

/**
 * The outcome of a health check.
 *
 * @param at when it was looked
 * @param checks how many looks there were
 * @param open all problems that there are, sorted by id
 * @param raised the ids of those that people were told of just now
 * @param resolved the ids of those that are over since
 * @param unseen the checks that could not look, and the ids of problems that others could not see
 */
public record HealthReport(
        String runbook,
        Instant at,
        int checks,
        List<OpenProblem> open,
        List<String> raised,
        List<String> resolved,
        List<String> unseen) {
    public HealthReport {
        open = List.copyOf(open);
        raised = List.copyOf(raised);
        resolved = List.copyOf(resolved);
        unseen = List.copyOf(unseen);
    }

    HealthState state() {
        return new HealthState(at, open);
    }
}

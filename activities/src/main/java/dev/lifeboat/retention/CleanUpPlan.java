package dev.lifeboat.retention;

import java.time.Instant;
import java.util.List;

/**
 * What a clean-up is going to do to a store: written and signed before anything goes.
 *
 * @param at when the store was looked at
 * @param sets every set of the store, the newest first
 * @param leftovers what belongs to no set
 */
public record CleanUpPlan(
        String runId,
        String runbook,
        String runbookSha256,
        String store,
        Instant at,
        String startedBy,
        List<SetDecision> sets,
        List<Leftover> leftovers,
        List<String> warnings) {
    public CleanUpPlan {
        sets = List.copyOf(sets);
        leftovers = List.copyOf(leftovers);
        warnings = List.copyOf(warnings);
    }

    /** The sets that go, in the order in which they do. */
    List<SetDecision> deletions() {
        return sets.stream().filter(SetDecision::delete).toList();
    }
}

package dev.lifeboat.retention;

import java.util.List;

/**
 * What is to happen in a store.
 *
 * @param decisions one a set, the newest first
 * @param stops why nothing at all may be deleted; empty: the decisions hold
 * @param warnings what a person should look at
 */
public record Verdict(List<SetDecision> decisions, List<String> stops, List<String> warnings) {
    public Verdict {
        decisions = List.copyOf(decisions);
        stops = List.copyOf(stops);
        warnings = List.copyOf(warnings);
    }

    /** The sets that go, the newest first: whatever refers to others goes before them. */
    public List<SetDecision> deletions() {
        return decisions.stream().filter(SetDecision::delete).toList();
    }
}

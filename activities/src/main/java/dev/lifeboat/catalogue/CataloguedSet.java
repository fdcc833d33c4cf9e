package dev.lifeboat.catalogue;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.SetState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A set in all stores: the same name and the same manifest.
 *
 * @param state of its best copy; failed only where every copy is
 * @param copies in the order of the runbook's stores: those that have it, and those that should
 * @param conflict whether another set bears the same name in another store
 * @param neededBy the sets that refer to objects of this one, sorted
 * @param pins those that hold, oldest first
 * @param alarms those that nobody looked at yet, oldest first
 * @param marks all that count, oldest first, each once
 * @param monthly what a month of its storage costs, all copies together, one amount a currency
 * @param keepUntil when its time is over in the last store; null: it has none
 */
public record CataloguedSet(
        @JsonUnwrapped SetFacts facts,
        SetState state,
        List<Copy> copies,
        boolean conflict,
        List<String> neededBy,
        List<Mark> pins,
        List<Mark> alarms,
        @JsonIgnore List<Mark> marks,
        List<Money> monthly,
        @Nullable Instant keepUntil) {
    public CataloguedSet {
        copies = List.copyOf(copies);
        neededBy = List.copyOf(neededBy);
        pins = List.copyOf(pins);
        alarms = List.copyOf(alarms);
        marks = List.copyOf(marks);
        monthly = List.copyOf(monthly);
    }

    /** Whether a copy that is there has failed, also where others are good. */
    public boolean failedSomewhere() {
        return copies.stream().anyMatch(copy -> copy.state() == SetState.FAILED);
    }

    /** The first store, the nearest, whose copy has not failed. */
    @JsonIgnore
    public Optional<String> nearestGood() {
        return copies.stream().filter(Copy::good).map(Copy::store).findFirst();
    }

    /** Why the first failed copy failed; null: none did. */
    public @Nullable String firstProblem() {
        return copies.stream()
                .filter(copy -> copy.state() == SetState.FAILED)
                .map(Copy::problem)
                .findFirst()
                .orElse(null);
    }
}

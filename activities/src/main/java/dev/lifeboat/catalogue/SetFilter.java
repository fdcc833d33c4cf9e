package dev.lifeboat.catalogue;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.Form;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which sets of a list are shown: those that pass every part that is given.
 *
 * @param state with a store, the one there; {@code failed} also finds sets of which only one copy failed
 * @param store that has the set
 * @param since not before
 * @param until before
 */
public record SetFilter(
        @Nullable BackupMode mode,
        @Nullable SetState state,
        @Nullable String store,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String label,
        @Nullable Form form,
        boolean pinned,
        boolean alarmed) {
    /** Whether a set is shown. */
    public boolean shows(CataloguedSet set) {
        SetFacts facts = set.facts();
        return (mode == null || facts.mode().equals(mode.wireName()))
                && (store == null || set.copies().stream().anyMatch(this::isThere))
                && (state == null || isIn(set, state))
                && (since == null || !facts.takenAt().isBefore(since))
                && (until == null || facts.takenAt().isBefore(until))
                && (label == null || label.equals(facts.label()))
                && (form == null || facts.form() == form)
                && (!pinned || !set.pins().isEmpty())
                && (!alarmed || !set.alarms().isEmpty());
    }

    private boolean isThere(Copy copy) {
        return copy.store().equals(store) && Boolean.TRUE.equals(copy.there());
    }

    private boolean isIn(CataloguedSet set, SetState wanted) {
        if (store != null) {
            return set.copies().stream().anyMatch(copy -> isThere(copy) && copy.state() == wanted);
        }
        return set.state() == wanted || (wanted == SetState.FAILED && set.failedSomewhere());
    }
}

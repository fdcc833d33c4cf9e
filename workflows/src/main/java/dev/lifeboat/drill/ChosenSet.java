package dev.lifeboat.drill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The set that a drill rehearses.
 *
 * @param manifestSha256 pins it; null: no store has it good, and what reads it says why
 * @param warnings what there is to know of the choice: newer sets that were passed over, stores that do not answer
 * @param byHand whether this drill's turn is to restore with the set's own script
 */
public record ChosenSet(String set, @Nullable String manifestSha256, List<String> warnings, boolean byHand) {
    public ChosenSet {
        warnings = List.copyOf(warnings);
    }
}

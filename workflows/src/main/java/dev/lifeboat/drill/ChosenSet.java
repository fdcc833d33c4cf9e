package dev.lifeboat.drill;

import java.util.List;

/**
 * The set that a drill rehearses.
 *
 * @param warnings what there is to know of the choice: newer sets that were passed over, stores that do not answer
 */
public record ChosenSet(String set, List<String> warnings) {
    public ChosenSet {
        warnings = List.copyOf(warnings);
    }
}

package dev.lifeboat.retention;

import java.util.List;

/**
 * A plan that stands signed in its store.
 *
 * @param store the store's name
 * @param object where the plan is, in that store
 * @param sha256 pins it for every later activity
 * @param sets how many were looked at
 * @param deletions how many of them go, in the plan's order from 0
 * @param bytes those have stored
 * @param leftovers objects that belong to no set and go too
 * @param leftoverBytes of those
 * @param warnings what a person should look at: nothing of it was deleted
 */
public record PlannedCleanUp(
        String store,
        String object,
        String sha256,
        int sets,
        int deletions,
        long bytes,
        int leftovers,
        long leftoverBytes,
        List<String> warnings) {
    public PlannedCleanUp {
        warnings = List.copyOf(warnings);
    }
}

package dev.lifeboat.backup;

import java.util.List;

/**
 * A set that exists.
 *
 * @param notes what to know of a set that does not hold everything; null: nothing
 */
public record SealedSet(
        String setId, String manifestSha256, int tables, long rows, long bytes, long storedBytes, List<String> notes) {
    public SealedSet {
        notes = notes == null ? List.of() : List.copyOf(notes);
    }
}

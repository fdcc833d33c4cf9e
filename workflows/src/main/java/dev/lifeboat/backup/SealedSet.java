package dev.lifeboat.backup;

import java.util.List;

/**
 * A set that exists.
 *
 * @param storedBytes of its own objects
 * @param reusedBytes of earlier sets' objects that it refers to
 * @param warnings what would stand in the way of restoring it into the runbook's target; null: nothing
 * @param findings why it is alarmed; null or empty: it is not
 * @param notes what to know of a set that does not hold everything; null: nothing
 */
public record SealedSet(
        String setId,
        String manifestSha256,
        int tables,
        long rows,
        long bytes,
        long storedBytes,
        List<String> warnings,
        List<String> notes,
        long reusedBytes,
        List<String> findings) {
    public SealedSet {
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
        findings = findings == null ? List.of() : List.copyOf(findings);
        notes = notes == null ? List.of() : List.copyOf(notes);
    }
}

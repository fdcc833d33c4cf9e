package dev.lifeboat.archive;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One stored object with rows.
 *
 * @param object relative to the folder of the set that stored it
 * @param bytes of COPY text
 * @param sha256 of the stored ciphertext, hex
 * @param set the earlier set in whose folder it lies; null: it lies in this set's own
 */
public record PartInfo(
        String object,
        long rows,
        long bytes,
        long storedBytes,
        String sha256,
        String hash,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String set) {
    /** Where it lies, seen from its set's folder in the store: an earlier set's objects with that set's name. */
    public String place() {
        return set == null ? object : set + "/" + object;
    }
}

package dev.lifeboat.retention;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * How the clean-up of a store ended.
 *
 * @param report where its signed report is, in that store
 * @param kept sets that stay
 * @param deleted sets that are gone
 * @param bytes those had stored
 * @param leftovers objects of no set that are gone
 * @param leftoverBytes of those
 * @param warnings what a person should look at
 */
public record CleanedStore(
        String store,
        String report,
        int kept,
        int deleted,
        @JsonProperty("storedBytes") @JsonAlias("bytes") long bytes,
        int leftovers,
        long leftoverBytes,
        List<String> warnings) {
    public CleanedStore {
        warnings = List.copyOf(warnings);
    }
}

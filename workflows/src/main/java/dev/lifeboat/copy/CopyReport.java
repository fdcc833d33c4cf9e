package dev.lifeboat.copy;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;

/**
 * A set that is whole in another store: each of its objects was read again there, and its signature holds.
 *
 * @param to the store
 * @param objects of it, those of other sets that it refers to among them
 * @param bytes of those
 * @param sent how many of them were not there before
 * @param records that came along: its marks, and the keys that signed them
 * @param warnings of the choice of the set: newer ones that were passed over, stores that do not answer
 */
public record CopyReport(
        @JsonProperty("set") @JsonAlias("setId") String setId,
        String manifestSha256,
        String to,
        int objects,
        @JsonProperty("storedBytes") @JsonAlias("bytes") long bytes,
        int sent,
        long sentBytes,
        int records,
        List<String> warnings,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration duration) {
    public CopyReport {
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }
}

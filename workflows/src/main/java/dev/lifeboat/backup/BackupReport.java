package dev.lifeboat.backup;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;

/**
 * A sealed set.
 *
 * @param storedBytes newly stored
 * @param verified whether it was verified in the same run
 * @param notes what to know of a set that does not hold everything; null: nothing
 * @param reusedBytes of earlier sets' objects that the set refers to, and that were not stored again
 * @param findings why the set is alarmed: how it differs from those before it; empty: it is not
 */
public record BackupReport(
        @JsonProperty("set") @JsonAlias("setId") String setId,
        String manifestSha256,
        int tables,
        long rows,
        long bytes,
        long storedBytes,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration duration,
        boolean verified,
        List<String> warnings,
        List<String> notes,
        long reusedBytes,
        List<String> findings) {
    public BackupReport {
        findings = findings == null ? List.of() : List.copyOf(findings);
        notes = notes == null ? List.of() : List.copyOf(notes);
        warnings = List.copyOf(warnings);
    }
}

package dev.lifeboat.backup;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.time.Duration;
import java.util.List;

/**
 * A sealed set.
 *
 * @param verified whether it was verified in the same run
 * @param notes what to know of a set that does not hold everything; null: nothing
 */
public record BackupReport(
        String setId,
        String manifestSha256,
        int tables,
        long rows,
        long bytes,
        long storedBytes,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration duration,
        boolean verified,
        List<String> warnings,
        List<String> notes) {
    public BackupReport {
        notes = notes == null ? List.of() : List.copyOf(notes);
        warnings = List.copyOf(warnings);
    }
}

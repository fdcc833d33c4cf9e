package dev.lifeboat.verify;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a verification. A set with errors never reaches here: those fail the run.
 *
 * @param objects that were read, those of earlier sets among them
 * @param storedBytes of its own objects
 * @param reusedParts how many of the objects lie in earlier sets' folders
 * @param reusedBytes of those
 * @param store the one that was read; null: a run of an earlier version did not say
 * @param warnings for example objects that the manifest does not name
 */
public record VerifyReport(
        @JsonProperty("set") @JsonAlias("setId") String setId,
        String manifestSha256,
        String signer,
        int objects,
        long rows,
        long bytes,
        long storedBytes,
        List<String> warnings,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration duration,
        int reusedParts,
        long reusedBytes,
        @Nullable String store) {
    public VerifyReport {
        warnings = List.copyOf(warnings);
    }
}

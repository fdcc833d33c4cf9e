package dev.lifeboat.drill;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.restore.RestoreReport;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a drill went.
 *
 * @param proven whether every gate was green and the set was marked proven
 * @param restore null if the restore failed
 * @param error null if it did not
 * @param warnings of the choice of the set; those of the restore are in its report
 * @param object where the report is kept, relative to the store (`.json`, with `.html` beside it); null until written
 */
public record DrillReport(
        String runId,
        String name,
        @JsonProperty("set") @JsonAlias("setId") String setId,
        boolean proven,
        Instant startedAt,
        Instant endedAt,
        @Nullable RestoreReport restore,
        @Nullable String error,
        List<String> warnings,
        @Nullable String object) {
    /** Reports of before warnings were in them have none. */
    public DrillReport {
        warnings = warnings == null ? List.of() : List.copyOf(warnings);
    }

    /** The same at its place. */
    public DrillReport placedAt(String place) {
        return new DrillReport(runId, name, setId, proven, startedAt, endedAt, restore, error, warnings, place);
    }
}

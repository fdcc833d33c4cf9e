package dev.lifeboat.restore;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a restore went.
 *
 * @param takenAt the snapshot's time: what came later is lost
 * @param object where the report is kept, relative to the store; null until it is written
 */
public record RestoreReport(
        String runId,
        String runbook,
        @JsonProperty("set") @JsonAlias("setId") String setId,
        String manifestSha256,
        Instant takenAt,
        TargetIdentity target,
        RestoreOutcome outcome,
        boolean drill,
        String startedBy,
        Instant startedAt,
        Instant endedAt,
        List<PhaseReport> phases,
        List<String> warnings,
        @Nullable String object) {
    public RestoreReport {
        phases = List.copyOf(phases);
        warnings = List.copyOf(warnings);
    }
}

package dev.lifeboat.restore;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.report.Reported;
import dev.lifeboat.runbook.Objectives;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a restore went. Of an earlier version, a report has neither objectives nor error.
 *
 * @param takenAt the snapshot's time: what came later is lost
 * @param object where the report is kept, relative to the store; null until it is written
 * @param objectives of the runbook at that time
 * @param error why it failed; null: it did not
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
        @Nullable String object,
        @Nullable Objectives objectives,
        @Nullable String error)
        implements Reported {
    public RestoreReport {
        phases = List.copyOf(phases);
        warnings = List.copyOf(warnings);
    }

    /** The same at its place. */
    public RestoreReport placedAt(String place) {
        return of(warnings, place);
    }

    /** The same with one more warning. */
    RestoreReport warned(String warning) {
        List<String> more = new ArrayList<>(warnings);
        more.add(warning);
        return of(more, object);
    }

    private RestoreReport of(List<String> told, @Nullable String place) {
        return new RestoreReport(
                runId,
                runbook,
                setId,
                manifestSha256,
                takenAt,
                target,
                outcome,
                drill,
                startedBy,
                startedAt,
                endedAt,
                phases,
                told,
                place,
                objectives,
                error);
    }
}

package dev.lifeboat.restore;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.report.Reported;
import dev.lifeboat.runbook.Objectives;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a restore went. Of an earlier version, a report has neither objectives nor error, and nothing was foreseen.
 *
 * @param takenAt the snapshot's time: what came later is lost
 * @param warnings all, those of the plan first
 * @param foreseen those of the warnings that stood in the plan already
 * @param object where the report is kept, relative to the store; null until it is written
 * @param objectives of the runbook at that time
 * @param error why it failed; null: it did not
 * @param begunAt when the first of the runs began that this one went on from; null: it began anew
 * @param putAside what the database with data is called now that was in the target's place; null: there was none
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
        List<String> foreseen,
        @Nullable String object,
        @Nullable Objectives objectives,
        @Nullable String error,
        @Nullable Instant begunAt,
        @Nullable String putAside)
        implements Reported {
    public RestoreReport {
        phases = List.copyOf(phases);
        warnings = List.copyOf(warnings);
        foreseen = foreseen == null ? List.of() : List.copyOf(foreseen);
    }

    /** When people began to wait: a run that goes on from a failed one has not set the clock back. */
    public Instant firstBegunAt() {
        return begunAt == null ? startedAt : begunAt;
    }

    /** How long it took until it ended, with the runs that it went on from: the measured RTO. */
    public Duration took() {
        return Duration.between(firstBegunAt(), endedAt);
    }

    /** How long it took until this phase was back, with the runs that it went on from. */
    public Duration readyAfter(PhaseReport phase) {
        return Duration.between(firstBegunAt(), phase.endedAt());
    }

    /** Whether the application is back: what failed or was aborted has held no objective, however short it took. */
    public boolean back() {
        return switch (outcome) {
            case COMPLETED, COMPLETED_WITH_EXCEPTIONS -> true;
            case ABORTED, FAILED -> false;
        };
    }

    /** The warnings that nobody knew of who read the plan. */
    public List<String> unforeseen() {
        return warnings.stream().filter(warning -> !foreseen.contains(warning)).toList();
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
                foreseen,
                place,
                objectives,
                error,
                begunAt,
                putAside);
    }
}

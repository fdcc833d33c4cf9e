package dev.lifeboat.restore;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a restore stands.
 *
 * @param step in words
 * @param setId null until a set is chosen
 * @param estimates when phases will be back, as far as can be told
 * @param failed whether it is over and was not done, however it ended: none of what is not back will be
 * @param putAside what the database with data is called now that was in the target's place; null: there was none
 * @param retries what failed and is tried again at this moment, in words, as far as the engine was asked
 * @param waiting the decision that is waited for, in a phase or around them; null: none
 */
public record RestoreProgress(
        String runId,
        String step,
        @JsonProperty("set") @JsonAlias("setId") @Nullable String setId,
        String target,
        boolean drill,
        Instant startedAt,
        List<PhaseProgress> phases,
        List<PhaseEstimate> estimates,
        boolean failed,
        @Nullable String putAside,
        List<String> retries,
        @Nullable Waiting waiting) {
    @JsonCreator
    public RestoreProgress {
        phases = List.copyOf(phases);
        estimates = estimates == null ? List.of() : List.copyOf(estimates);
        retries = retries == null ? List.of() : List.copyOf(retries);
    }

    /** Of a run without phases. */
    public RestoreProgress(
            String runId,
            String step,
            @Nullable String setId,
            String target,
            boolean drill,
            Instant startedAt,
            @Nullable Waiting waiting) {
        this(runId, step, setId, target, drill, startedAt, List.of(), List.of(), false, null, List.of(), waiting);
    }

    /** The same with what is tried again. */
    public RestoreProgress retrying(List<String> lines) {
        return new RestoreProgress(
                runId, step, setId, target, drill, startedAt, phases, estimates, failed, putAside, lines, waiting);
    }

    /**
     * The same of a run that is over and was not done, which it may not have noticed itself: nobody waits for a decision any more, and
     * nothing is expected.
     *
     * @param state how the engine says that it ended
     */
    public RestoreProgress over(String state) {
        String last = failed ? step : state + "; the last step: " + step;
        return new RestoreProgress(
                runId, last, setId, target, drill, startedAt, phases, List.of(), true, putAside, List.of(), null);
    }

    /** When a phase will be back; null: it is, or that cannot be told. */
    public @Nullable PhaseEstimate estimate(String phase) {
        return estimates.stream()
                .filter(estimate -> estimate.phase().equals(phase))
                .findFirst()
                .orElse(null);
    }
}

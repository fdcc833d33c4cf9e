package dev.lifeboat.restore;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a restore stands.
 *
 * @param step in words
 * @param setId null until a set is chosen
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
        @Nullable Waiting waiting) {
    public RestoreProgress {
        phases = List.copyOf(phases);
    }
}

package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One step around the phases: a {@code manual} instruction that a person confirms, or {@code notify}, the audience that is told.
 */
public record Step(
        @Nullable String manual,
        @JsonProperty("notify") @Nullable String audience) {
    public Step {
        if ((manual == null) == (audience == null)) {
            throw new IllegalArgumentException("steps: a step is either `manual` or `notify`");
        }
    }

    /** The step in one line. */
    public String describe() {
        return manual != null ? manual : "tell " + audience;
    }
}

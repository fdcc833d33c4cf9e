package dev.lifeboat.decision;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What a person can decide at a gate. */
public enum Verb {
    @JsonProperty("approve")
    APPROVE,
    @JsonProperty("retry")
    RETRY,
    @JsonProperty("waive")
    WAIVE,
    @JsonProperty("hold")
    HOLD,
    @JsonProperty("abort")
    ABORT;

    /** Lower case, as on the command line. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

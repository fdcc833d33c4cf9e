package dev.lifeboat.archive;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What a mark says. */
public enum MarkKind {
    @JsonProperty("verified")
    VERIFIED,
    @JsonProperty("failed")
    FAILED,
    @JsonProperty("proven")
    PROVEN;

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

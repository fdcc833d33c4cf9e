package dev.lifeboat.archive;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** How far a set is to be believed. */
public enum SetState {
    /** Sealed and signed. */
    @JsonProperty("taken")
    TAKEN,
    /** Every byte was read again and found right. */
    @JsonProperty("verified")
    VERIFIED,
    /** A drill restored it and its gates were green. */
    @JsonProperty("proven")
    PROVEN,
    /** Its last verification failed, or its signature does not hold. */
    @JsonProperty("failed")
    FAILED;

    /** The name in JSON and on the command line. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads a wire name; throws {@link IllegalArgumentException} that lists the known ones. */
    public static SetState parse(String text) {
        for (SetState state : values()) {
            if (state.wireName().equals(text)) {
                return state;
            }
        }
        throw new IllegalArgumentException("\"" + text + "\" is not a state; known: taken, verified, proven, failed");
    }
}

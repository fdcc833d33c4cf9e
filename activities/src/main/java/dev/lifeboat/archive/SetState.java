package dev.lifeboat.archive;

import com.fasterxml.jackson.annotation.JsonProperty;

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
    FAILED
}

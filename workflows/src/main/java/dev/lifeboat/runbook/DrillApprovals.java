package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who approves the phases of a drill. */
public enum DrillApprovals {
    /** A green gate approves itself: a drill needs no person. */
    @JsonProperty("gates")
    GATES,
    /** People do, as many and of such roles as the phase asks for in a real recovery: they are rehearsed, too. */
    @JsonProperty("people")
    PEOPLE
}

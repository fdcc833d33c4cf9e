package dev.lifeboat.notice;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a notice does to the matter that its key names, where a channel keeps matters open until they are dealt with. */
public enum Effect {
    /** Something to know, and nothing to do. */
    @JsonProperty("tells")
    TELLS,
    /** Somebody has to act. */
    @JsonProperty("opens")
    OPENS,
    /** Somebody is acting. */
    @JsonProperty("acknowledges")
    ACKNOWLEDGES,
    /** Nobody has to act any more. */
    @JsonProperty("resolves")
    RESOLVES
}

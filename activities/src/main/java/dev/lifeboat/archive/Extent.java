package dev.lifeboat.archive;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How much of a table's rows a set holds. */
public enum Extent {
    /** All of them. */
    @JsonProperty("whole")
    WHOLE,
    /** Those for which the set's condition is true. */
    @JsonProperty("part")
    PART,
    /** None: the table was not chosen. */
    @JsonProperty("none")
    NONE
}

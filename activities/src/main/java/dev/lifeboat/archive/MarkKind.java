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
    PROVEN,
    /** The set stays, whatever its age. */
    @JsonProperty("pinned")
    PINNED,
    /** Ends the earlier pin of the same run, or, where no pin has its run, all earlier ones. */
    @JsonProperty("released")
    RELEASED,
    /** The set differs from those before it in a way that a person has to look at. */
    @JsonProperty("alarmed")
    ALARMED,
    /** A person looked at the alarms before it. */
    @JsonProperty("resolved")
    RESOLVED,
    /** The set was removed on purpose. */
    @JsonProperty("deleted")
    DELETED,
    /** The removal of the same run was called off: the set was not removed after all. */
    @JsonProperty("kept")
    KEPT;

    /** As it stands in the mark, and at the beginning of its name. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How the names of such marks and of their signatures begin. */
    public String prefix() {
        return wireName() + "-";
    }

    /** Whether losing such a mark would make a set, or its absence, look better than it is, or less worth keeping. */
    boolean warns() {
        return this == FAILED || this == PINNED || this == ALARMED || this == KEPT;
    }
}

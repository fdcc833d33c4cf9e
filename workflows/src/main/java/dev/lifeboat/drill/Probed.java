package dev.lifeboat.drill;

/**
 * What a scratch restore of a set told.
 *
 * @param detail the first check that is red, or why nothing could be told; never a row of data
 */
public record Probed(String set, Outcome outcome, String detail) {
    /** How the gate was. */
    public enum Outcome {
        GREEN,
        RED,
        /** Nothing could be told: the set could not be restored, or a check got no answer, as in a set that lacks its column. */
        UNKNOWN
    }
}

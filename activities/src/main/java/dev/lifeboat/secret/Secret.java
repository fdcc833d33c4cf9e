package dev.lifeboat.secret;

/** A secret in memory. Prints as {@code ***}. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}

package dev.lifeboat.set;

import java.util.Collection;

/** The limit of what people choose by name: it travels with every activity of a run, and Temporal ends a run whose history is full. */
public final class ChosenText {
    /** A history of 200 activities with so much each is a quarter of what Temporal allows. */
    public static final int MOST_CHARACTERS = 64 << 10;

    private ChosenText() {}

    /** Throws {@link IllegalArgumentException} when names and conditions are longer than that together. */
    public static void check(Collection<String> names, Collection<String> conditions) {
        long characters = characters(names) + characters(conditions);
        if (characters > MOST_CHARACTERS) {
            throw new IllegalArgumentException("the names of " + names.size() + " tables and their conditions have "
                    + characters + " characters; more than " + MOST_CHARACTERS
                    + " do not fit into a run: choose fewer, or take everything");
        }
    }

    private static long characters(Collection<String> texts) {
        return texts.stream().mapToLong(String::length).sum();
    }
}

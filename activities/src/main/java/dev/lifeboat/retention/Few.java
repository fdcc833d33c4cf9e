package dev.lifeboat.retention;

import java.util.Collection;
import java.util.stream.Collectors;

/** Lists for people: hundreds of sets may need one. */
final class Few {
    private static final int MOST = 3;

    private Few() {}

    /** {@code a, b, c and 34 more}. */
    static String of(Collection<String> texts) {
        String first = texts.stream().limit(MOST).collect(Collectors.joining(", "));
        return texts.size() <= MOST ? first : first + " and " + (texts.size() - MOST) + " more";
    }
}

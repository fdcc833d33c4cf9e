package dev.lifeboat.retention;

import java.util.List;
import java.util.Set;

/**
 * A store as it is now, and what follows from it.
 *
 * @param interrupted folders of sets whose removal ended before it was decided, or was called off
 * @param needed names of objects that sets refer to in other sets' folders
 */
public record Outlook(
        Survey survey, Verdict verdict, List<Leftover> leftovers, List<String> interrupted, Set<String> needed) {
    public Outlook {
        leftovers = List.copyOf(leftovers);
        interrupted = List.copyOf(interrupted);
        needed = Set.copyOf(needed);
    }
}

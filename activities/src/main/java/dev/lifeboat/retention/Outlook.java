package dev.lifeboat.retention;

import java.util.List;
import java.util.Set;

/**
 * A store as it is now, and what follows from it.
 *
 * @param needed names of objects that sets refer to in other sets' folders
 */
public record Outlook(Survey survey, Verdict verdict, List<Leftover> leftovers, Set<String> needed) {
    public Outlook {
        leftovers = List.copyOf(leftovers);
        needed = Set.copyOf(needed);
    }
}

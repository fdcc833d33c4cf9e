package dev.lifeboat.retention;

import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which sets that are there need which: a set goes only when nothing that is still there needs it. */
final class Needs {
    private final Map<String, SortedSet<String>> neededBy = new HashMap<>();

    Needs(Survey survey) {
        for (SurveyedSet set : survey.sets()) {
            set.needs().forEach(needed -> neededBy.computeIfAbsent(needed, name -> new TreeSet<>())
                    .add(set.set()));
        }
    }

    /** Why a set stays; null: nothing needs it. */
    @Nullable
    String of(String set) {
        SortedSet<String> needing = neededBy.get(set);
        return needing == null || needing.isEmpty() ? null : "needed by " + Few.of(needing);
    }

    /** A set is gone, and needs nothing any more. */
    void gone(String set) {
        neededBy.values().forEach(needing -> needing.remove(set));
    }
}

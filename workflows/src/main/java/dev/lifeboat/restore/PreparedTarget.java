package dev.lifeboat.restore;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A target that now belongs to this run.
 *
 * @param token for {@link RunTask}
 * @param openedPhases phases that an earlier run opened with approval; only with resume
 * @param begunAt when the first of the runs began that this one goes on from; null: it begins anew
 * @param putAside what the database with data is called now that was in the target's place; null: there was none
 */
public record PreparedTarget(
        TargetIdentity identity,
        String token,
        List<String> openedPhases,
        @Nullable Instant begunAt,
        @Nullable String putAside) {
    public PreparedTarget {
        openedPhases = List.copyOf(openedPhases);
    }

    /** Where the target's old database is, to end a sentence with. */
    String aside() {
        return putAside == null ? "" : "; what was in the target is in database " + putAside;
    }
}

package dev.lifeboat.restore;

import java.util.List;

/**
 * A target that now belongs to this run.
 *
 * @param token for {@link RunTask}
 * @param openedPhases phases that an earlier run opened with approval; only with resume
 */
public record PreparedTarget(TargetIdentity identity, String token, List<String> openedPhases) {
    public PreparedTarget {
        openedPhases = List.copyOf(openedPhases);
    }
}

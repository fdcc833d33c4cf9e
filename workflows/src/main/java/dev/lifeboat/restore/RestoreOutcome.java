package dev.lifeboat.restore;

import java.util.List;

/** How a restore ended. */
public enum RestoreOutcome {
    COMPLETED,
    /** A gate was waived: exit code 3. */
    COMPLETED_WITH_EXCEPTIONS,
    ABORTED,
    /** Only in the store: the run itself fails with its error. */
    FAILED;

    /** Of a restore whose phases are all accepted. */
    static RestoreOutcome of(List<PhaseReport> phases) {
        return phases.stream().anyMatch(PhaseReport::waived) ? COMPLETED_WITH_EXCEPTIONS : COMPLETED;
    }
}

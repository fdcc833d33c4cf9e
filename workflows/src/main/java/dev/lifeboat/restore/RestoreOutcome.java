package dev.lifeboat.restore;

/** How a restore ended. */
public enum RestoreOutcome {
    COMPLETED,
    /** A gate was waived: exit code 3. */
    COMPLETED_WITH_EXCEPTIONS,
    ABORTED,
    /** Only in the store: the run itself fails with its error. */
    FAILED
}

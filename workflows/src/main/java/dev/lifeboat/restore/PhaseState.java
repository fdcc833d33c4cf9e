package dev.lifeboat.restore;

/** Where a phase stands. */
public enum PhaseState {
    PENDING,
    LOADING,
    READING_BACK,
    BUILDING,
    EXAMINING,
    AWAITING_OPEN,
    OPENING,
    AWAITING_ACCEPT,
    HELD,
    DONE,
    ABORTED
}

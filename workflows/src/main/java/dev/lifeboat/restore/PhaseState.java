package dev.lifeboat.restore;

/** Where a phase stands. */
public enum PhaseState {
    PENDING,
    LOADING,
    READING_BACK,
    /** Loaded ahead, read back and indexed; the phase before is not accepted yet. */
    LOADED,
    BUILDING,
    EXAMINING,
    AWAITING_OPEN,
    OPENING,
    AWAITING_ACCEPT,
    HELD,
    DONE,
    ABORTED
}

package dev.lifeboat.restore;

import java.util.EnumSet;
import java.util.Set;

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
    ABORTED;

    private static final Set<PhaseState> PEOPLES = EnumSet.of(AWAITING_OPEN, AWAITING_ACCEPT, HELD);
    private static final Set<PhaseState> LOADING_YET = EnumSet.of(PENDING, LOADING);
    private static final Set<PhaseState> BUILDING_YET = EnumSet.of(PENDING, LOADING, READING_BACK, LOADED, BUILDING);

    /** Whether all rows are in the target. */
    public boolean isLoaded() {
        return !LOADING_YET.contains(this);
    }

    /** Whether all is made but the opening. */
    public boolean isBuilt() {
        return !BUILDING_YET.contains(this);
    }

    /** Whether it waits for people, whose time nobody foretells. */
    public boolean isPeoples() {
        return PEOPLES.contains(this);
    }
}

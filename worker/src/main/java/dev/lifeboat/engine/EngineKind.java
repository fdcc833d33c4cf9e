package dev.lifeboat.engine;

/** Which Temporal runs the workflows. */
public enum EngineKind {
    /** A service that somebody runs: durable, shared. */
    REMOTE,
    /** A dev server of ours with a database file and the UI. */
    DEV,
    /** In this process: no schedules, no UI, and gone with it. */
    MEMORY
}

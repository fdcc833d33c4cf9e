package dev.lifeboat.drill;

import org.jspecify.annotations.Nullable;

/** What the engine knows of the runs of drills. */
public interface DrillRuns {
    /** How a run stands. */
    enum Fate {
        /** Its leftovers are its own business. Also said where the engine does not answer. */
        OPEN,
        /** Nothing of it goes on. */
        CLOSED,
        /** Not to be told: this engine never had it, or has forgotten it. */
        UNKNOWN
    }

    /**
     * How a run stands.
     *
     * @param run workflow id and run id, with a slash between them
     */
    Fate fate(String run);

    /** The closed run whose throw-away database would be called so; null: none that the engine remembers. */
    @Nullable
    String closedRunOf(String name);
}

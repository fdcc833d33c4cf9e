package dev.lifeboat.gate;

import java.util.Locale;

/** The two halves of a gate: the data, before the phase opens; the services, when the application runs on it. */
public enum GateStage {
    DATA,
    SERVICE;

    /** Lower case, as in file names and messages. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.lifeboat.session;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lifeboat.worker.Converters;

/** JSON as runs write it, for what people and scripts read: times and durations in ISO 8601. */
public final class WireJson {
    private WireJson() {}

    /** A mapper of the caller's own. */
    public static ObjectMapper mapper() {
        return Converters.json();
    }
}

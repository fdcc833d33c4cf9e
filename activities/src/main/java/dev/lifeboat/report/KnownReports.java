package dev.lifeboat.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a process that stays knows of signed reports, by their names. */
public final class KnownReports {
    private KnownReports() {}

    /** Keeps so many, those that were asked for last. Thread-safe. */
    public static Map<String, StoredReport.Read<?>> atMost(int most) {
        return Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, StoredReport.Read<?>> eldest) {
                return size() > most;
            }
        });
    }
}

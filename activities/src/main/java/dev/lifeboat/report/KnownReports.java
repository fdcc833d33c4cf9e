package dev.lifeboat.report;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Signed reports that this process has read, by their names: names are create-only. Keeps those that were asked for last. Thread-safe. */
public final class KnownReports {
    private final Map<String, StoredReport.Read<?>> reads;

    /** Keeps so many at most. */
    public KnownReports(int most) {
        reads = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, StoredReport.Read<?>> eldest) {
                return size() > most;
            }
        };
    }

    synchronized StoredReport.@Nullable Read<?> get(String object) {
        return reads.get(object);
    }

    synchronized void add(StoredReport.Read<?> read) {
        if (read.signed() != null) {
            reads.put(read.stored().object(), read);
        }
    }
}

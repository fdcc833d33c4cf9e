package dev.lifeboat.retention;

import java.time.Instant;
import java.util.List;

/** A clean-up of all stores that were asked for, the primary first. */
public record RetentionReport(
        String runId, String runbook, Instant startedAt, Instant endedAt, String startedBy, List<CleanedStore> stores) {
    public RetentionReport {
        stores = List.copyOf(stores);
    }

    /** Sets that are gone, of all stores. */
    public int deleted() {
        return stores.stream().mapToInt(CleanedStore::deleted).sum();
    }

    /** What a person should look at, with the store's name before it. */
    public List<String> warnings() {
        return stores.stream()
                .flatMap(store -> store.warnings().stream().map(warning -> store.store() + ": " + warning))
                .toList();
    }
}

package dev.lifeboat.anomaly;

import org.jspecify.annotations.Nullable;

/**
 * One thing about a set that is far from what is usual.
 *
 * @param table {@code schema.table}, of partitions the first; null: the whole set
 * @param before the median of the earlier sets; of {@code columns}, how many there were
 * @param now the set's own figure
 * @param limit what would just have passed
 * @param words all of it for a person; no row's value is in it
 */
public record AnomalyFinding(
        @Nullable String table, Measure measure, double before, double now, double limit, String words) {}

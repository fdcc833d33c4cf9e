package dev.lifeboat.runbook;

import org.jspecify.annotations.Nullable;

/**
 * How much there may be.
 *
 * @param database of the protected database, as its provider says; null: not known
 * @param target of all databases of the declared target's server together; null: not known
 * @param store of all sets in each store; null: not known
 * @param percent from which share somebody hears of it; null: 80
 */
public record Quota(
        @Nullable ByteCount database,
        @Nullable ByteCount target,
        @Nullable ByteCount store,
        Integer percent) {
    public Quota {
        percent = percent == null ? Integer.valueOf(80) : percent;
        if (percent < 1 || percent > 100) {
            throw new IllegalArgumentException("health.quota.percent: " + percent + " is not between 1 and 100");
        }
    }
}

package dev.lifeboat.runbook;

import org.jspecify.annotations.Nullable;

/**
 * By how much a set may differ from the median of those before it, in per cent, before an alarm is raised.
 *
 * @param sets how many earlier sets of the mode are looked at; null: 7; fewer than 3 raise no alarm
 * @param rows null: 20
 * @param bytes null: 20
 * @param ratio of compression, which collapses when values are encrypted; null: 30
 * @param changed the share of rows in chunks or tables that changed, beyond the median share; null: 50
 */
public record Anomalies(
        @Nullable Integer sets,
        @Nullable Integer rows,
        @Nullable Integer bytes,
        @Nullable Integer ratio,
        @Nullable Integer changed) {
    public static final Anomalies DEFAULT = new Anomalies(null, null, null, null, null);

    public Anomalies {
        sets = checked("sets", sets, 7);
        rows = checked("rows", rows, 20);
        bytes = checked("bytes", bytes, 20);
        ratio = checked("ratio", ratio, 30);
        changed = checked("changed", changed, 50);
    }

    private static Integer checked(String field, @Nullable Integer value, int usual) {
        if (value != null && (value < 1 || value > 1000)) {
            throw new IllegalArgumentException("anomalies." + field + ": " + value + " is not between 1 and 1000");
        }
        return value == null ? usual : value;
    }
}

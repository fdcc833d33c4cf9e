package dev.lifeboat.runbook;

import org.jspecify.annotations.Nullable;

/**
 * Grandfather, father, son: of so many days, weeks, months and years (in UTC) the newest set of the whole database is kept.
 *
 * @param daily null: 0, as for the others
 */
public record Generations(
        @Nullable Integer daily,
        @Nullable Integer weekly,
        @Nullable Integer monthly,
        @Nullable Integer yearly) {
    private static final int MOST = 3653;

    public Generations {
        daily = checked("daily", daily);
        weekly = checked("weekly", weekly);
        monthly = checked("monthly", monthly);
        yearly = checked("yearly", yearly);
    }

    private static Integer checked(String field, @Nullable Integer count) {
        if (count != null && (count < 0 || count > MOST)) {
            throw new IllegalArgumentException(
                    "retention.generations." + field + ": " + count + " is not between 0 and " + MOST);
        }
        return count == null ? 0 : count;
    }
}

package dev.lifeboat.restore;

import dev.lifeboat.notice.Spoken;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a phase of a run will be back, as far as can be told. People's decisions take no time in it.
 *
 * @param soonest if it goes as fast as it ever did
 * @param likely if it goes as it usually does
 * @param latest if it goes as slowly as it ever did
 * @param due when its budget is over; null: it has none
 * @param basis what it is from, in words
 * @param pace how this run goes: 2 takes twice as long as earlier ones; 1: as they did, or not known yet
 */
public record PhaseEstimate(
        String phase,
        Instant soonest,
        Instant likely,
        Instant latest,
        @Nullable Instant due,
        String basis,
        double pace) {
    /** Whether it is expected after its budget is over. */
    public boolean late() {
        return due != null && likely.isAfter(due);
    }

    /** For a person at that moment: {@code in 6–9 min, from 5 drills}. */
    public String words(Instant now) {
        if (!latest.isAfter(now)) {
            return "any moment, " + basis;
        }
        return "in " + Spoken.range(left(now, soonest), left(now, latest)) + ", " + basis;
    }

    private static Duration left(Instant now, Instant then) {
        return then.isBefore(now) ? Duration.ZERO : Duration.between(now, then);
    }
}

package dev.lifeboat.notice;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Up to when data could be brought back if the disaster were now.
 *
 * @param set the newest whole set that has not failed and about which no alarm is open; null: there is none
 * @param takenAt its snapshot's time; null with it
 */
public record Coverage(@Nullable String set, @Nullable Instant takenAt) {
    /** What that means against the objective, for people. */
    public String impact(Duration rpo, Instant now) {
        if (takenAt == null) {
            return "nothing is covered: there is no good set of the whole database";
        }
        Duration age = Duration.between(takenAt, now);
        String uncovered = "what was written since " + Spoken.moment(takenAt) + " (" + Spoken.duration(age) + ", set "
                + set + ") is not covered; the objective is " + Spoken.duration(rpo);
        return age.compareTo(rpo) > 0
                ? uncovered + " and is MISSED since " + Spoken.duration(age.minus(rpo))
                : uncovered + " and will be missed in " + Spoken.duration(rpo.minus(age));
    }

    /** The newest good set and its age, in one line. */
    public String covered(Instant now) {
        return takenAt == null
                ? "nothing"
                : "up to " + Spoken.moment(takenAt) + ", " + Spoken.duration(Duration.between(takenAt, now))
                        + " ago, by " + set;
    }
}

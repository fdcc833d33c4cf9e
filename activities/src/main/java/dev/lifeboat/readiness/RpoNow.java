package dev.lifeboat.readiness;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.ListedSets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a disaster at this moment would cost, against the objective.
 *
 * @param objective {@code objectives.rpo} of the runbook
 * @param restorable the newest set of the whole database that has neither failed nor an alarm; null: there is none
 * @param proven the newest of these that a drill has restored; null: there is none
 */
public record RpoNow(
        @JsonFormat(shape = JsonFormat.Shape.STRING) Duration objective,
        @Nullable Newest restorable,
        @Nullable Newest proven) {
    /**
     * A set.
     *
     * @param age what was written in that time would be lost
     * @param within whether that is what the objective allows
     */
    public record Newest(
            String set,
            Instant takenAt,
            @JsonFormat(shape = JsonFormat.Shape.STRING) Duration age,
            boolean within) {}

    /** That of the sets that there are at a moment. */
    public static RpoNow of(ListedSets listed, Duration objective, Instant now) {
        return new RpoNow(
                objective,
                newest(listed, objective, now, set -> true),
                newest(listed, objective, now, set -> set.state() == SetState.PROVEN));
    }

    /** Whether {@code latest} may mean it, and it can be restored without a word about alarms. */
    public static boolean restorable(CataloguedSet set) {
        return set.facts().whole()
                && set.state() != SetState.FAILED
                && set.alarms().isEmpty();
    }

    private static @Nullable Newest newest(
            ListedSets listed, Duration objective, Instant now, Predicate<CataloguedSet> wanted) {
        return listed.sets().stream()
                .filter(set -> restorable(set) && wanted.test(set))
                .findFirst()
                .map(set -> {
                    Instant takenAt = set.facts().takenAt();
                    Duration age = takenAt.isAfter(now) ? Duration.ZERO : Duration.between(takenAt, now);
                    return new Newest(set.facts().set(), takenAt, age, age.compareTo(objective) <= 0);
                })
                .orElse(null);
    }
}

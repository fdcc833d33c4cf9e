package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Period;
import org.jspecify.annotations.Nullable;

/**
 * When the health of everything is looked at, and what counts as a problem.
 *
 * @param at as a backup's {@code at}; null: only on demand
 * @param timezone of {@code at}; null: UTC
 * @param variance by how many per cent rows or bytes of a set may differ from the median of the seven before it; null: 20
 * @param ratio of a set to its database's size; null: 1 to 200 per cent
 * @param minSize how small a set may be in its store; null: 1,000,000 bytes
 * @param verified how long ago the newest verified set may have been taken; null: eight days
 * @param proven how long ago a drill may have proven a set; null: as the drills' times say and a day, else 35 days
 * @param keys how long before a key's end somebody hears of it; null: 30 days
 * @param people how long ago an approver may have decided in a drill; null: 90 days
 * @param duration how long a backup may take; null: as long as it likes, but for {@code slower}
 * @param slower how many times as long as the median of the seven before it a backup may take; null: 3
 * @param runs how many of the last backups of a mode have to be good; null: 10
 * @param quota null: none is known
 */
public record Health(
        @Nullable String at,
        String timezone,
        Integer variance,
        @JsonProperty("min-size") ByteCount minSize,
        Ratio ratio,
        Period verified,
        @Nullable Period proven,
        Period keys,
        Period people,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration duration,

        Integer slower,
        Integer runs,
        @Nullable Quota quota) {
    /** On demand, with the usual limits. */
    public static final Health DEFAULT = new Health(
            null,
            "UTC",
            20,
            new ByteCount(1_000_000),
            Ratio.DEFAULT,
            Period.ofDays(8),
            null,
            Period.ofDays(30),
            Period.ofDays(90),
            null,
            3,
            10,
            null);

    public Health {
        timezone = timezone == null ? "UTC" : timezone;
        variance = variance == null ? Integer.valueOf(20) : variance;
        minSize = minSize == null ? new ByteCount(1_000_000) : minSize;
        ratio = ratio == null ? Ratio.DEFAULT : ratio;
        verified = verified == null ? Period.ofDays(8) : Limits.checked("health.verified", verified);
        proven = proven == null ? null : Limits.checked("health.proven", proven);
        keys = keys == null ? Period.ofDays(30) : Limits.checked("health.keys", keys);
        people = people == null ? Period.ofDays(90) : Limits.checked("health.people", people);
        duration = duration == null ? null : Limits.checked("health.duration", duration);
        slower = slower == null ? Integer.valueOf(3) : slower;
        runs = runs == null ? Integer.valueOf(10) : runs;
        within("variance", variance, 1, 1000);
        within("slower", slower, 2, 1000);
        within("runs", runs, 1, 100);
    }

    private static void within(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "health." + field + ": " + value + " is not between " + least + " and " + most);
        }
    }
}

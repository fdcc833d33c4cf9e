package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.Form;
import java.time.Duration;
import java.time.Period;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A backup taken by schedule or kept by rule.
 *
 * @param at a five-field cron line, or {@code first sunday 04:00}; null: only on demand
 * @param mode the mode; null: the schedule's name
 * @param scope tiers; empty: everything
 * @param verify whether the set is verified at once
 * @param full whether every chunk is stored, also where {@code archive.reuse} would refer to earlier ones
 * @param maxAge how old the newest set of the mode may be; null: as its times say, and an hour
 * @param minSize how small a set of the mode may be in its store; null: as {@code health.min-size} says
 */
public record BackupSchedule(
        @Nullable String at,
        String timezone,
        @Nullable BackupMode mode,
        List<String> scope,
        Form form,
        @Nullable Period keep,
        boolean verify,
        boolean full,

        @JsonProperty("max-age") @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration maxAge,

        @JsonProperty("min-size") @Nullable ByteCount minSize) {
    @JsonCreator
    public BackupSchedule {
        timezone = timezone == null ? "UTC" : timezone;
        scope = scope == null || scope.contains("everything") ? List.of() : List.copyOf(scope);
        form = form == null ? Form.ARCHIVE : form;
        keep = keep == null ? null : Limits.checked("backups.keep", keep);
        maxAge = maxAge == null ? null : Limits.checked("backups.max-age", maxAge);
    }

    /** With the usual limits of age and size. */
    public BackupSchedule(
            @Nullable String at,
            String timezone,
            @Nullable BackupMode mode,
            List<String> scope,
            Form form,
            @Nullable Period keep,
            boolean verify,
            boolean full) {
        this(at, timezone, mode, scope, form, keep, verify, full, null, null);
    }

    /** The mode of its sets, where this is its name; throws IllegalArgumentException if neither says one. */
    public BackupMode modeOf(String name) {
        return mode == null ? BackupMode.parse(name) : mode;
    }
}

package dev.lifeboat.retention;

import dev.lifeboat.catalogue.KeepUntil;
import dev.lifeboat.runbook.Generations;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.BackupMode;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a runbook says of one store: how long a mode's sets stay, how many verified ones, which generations.
 *
 * @param modes the times of each mode's schedules; a mode that is missing here is kept for ever
 * @param store the store's own time, which goes before the modes'; null: it has none
 */
public record KeepTimes(
        String runbook,
        Map<BackupMode, List<Period>> modes,
        @Nullable Period store,
        int verified,
        Generations generations) {
    /** Those of a store of a runbook. */
    public static KeepTimes of(Runbook runbook, StoreLocation store) {
        Map<BackupMode, List<Period>> modes = new EnumMap<>(BackupMode.class);
        List<BackupMode> forEver = new ArrayList<>();
        runbook.backups().forEach((name, backup) -> {
            BackupMode mode = backup.modeOf(name);
            if (backup.keep() == null) {
                forEver.add(mode);
            } else {
                modes.computeIfAbsent(mode, any -> new ArrayList<>()).add(backup.keep());
            }
        });
        forEver.forEach(modes::remove);
        return new KeepTimes(
                runbook.name(),
                modes,
                store.keep(),
                runbook.retention().verified(),
                Objects.requireNonNullElseGet(
                        runbook.retention().generations(), () -> new Generations(null, null, null, null)));
    }

    /** For lists: when the time of a set is over in a store of this runbook. */
    public static KeepUntil ends(Runbook runbook) {
        return (store, mode, takenAt) -> of(runbook, store).until(mode, takenAt);
    }

    /** Until when a set of a mode stays by its age, in UTC: the longest of its schedules' times. Null: for ever. */
    @Nullable
    public Instant until(BackupMode mode, Instant takenAt) {
        List<Period> spans = store == null ? modes.get(mode) : List.of(store);
        return spans == null
                ? null
                : spans.stream()
                        .map(span -> takenAt.atOffset(ZoneOffset.UTC).plus(span).toInstant())
                        .max(Instant::compareTo)
                        .orElse(null);
    }

    /** Where the time comes from, for people. */
    String source(BackupMode mode) {
        return store == null ? "mode " + mode.wireName() : "this store";
    }
}

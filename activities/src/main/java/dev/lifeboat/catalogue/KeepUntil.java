package dev.lifeboat.catalogue;

import dev.lifeboat.runbook.BackupSchedule;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.BackupMode;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How long sets are kept by their age alone; retention may keep them longer. */
public interface KeepUntil {
    /** When the time of a set of this mode that was taken then is over in a store; null: it has none. */
    @Nullable
    Instant of(StoreLocation store, BackupMode mode, Instant takenAt);

    /** As a runbook says: the store's own time, else the longest of the mode's schedules'. */
    static KeepUntil of(Runbook runbook) {
        return (store, mode, takenAt) -> {
            Period own = store.keep();
            List<Map.Entry<String, BackupSchedule>> schedules = runbook.backups().entrySet().stream()
                    .filter(entry -> mode.equals(entry.getValue().mode())
                            || (entry.getValue().mode() == null
                                    && mode.wireName().equals(entry.getKey())))
                    .toList();
            boolean forEver =
                    schedules.stream().anyMatch(entry -> entry.getValue().keep() == null);
            if (own == null && forEver) {
                return null;
            }
            List<Period> spans = own != null
                    ? List.of(own)
                    : schedules.stream()
                            .map(entry ->
                                    Objects.requireNonNull(entry.getValue().keep()))
                            .toList();
            return spans.stream()
                    .map(span -> takenAt.atOffset(ZoneOffset.UTC).plus(span).toInstant())
                    .max(Instant::compareTo)
                    .orElse(null);
        };
    }
}

package dev.lifeboat.health;

import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.BackupMode;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How old the newest set of a mode may be, as the health check judges it. */
public final class AgeLimits {
    private AgeLimits() {}

    /** Of those modes that have a limit. */
    public static Map<BackupMode, Duration> of(Runbook runbook, Instant now) {
        ListedSets none = new ListedSets(List.of(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());
        SeenSets seen = new SeenSets(runbook, none, now);
        Map<BackupMode, Duration> limits = new EnumMap<>(BackupMode.class);
        seen.scheduled().forEach((mode, runs) -> {
            Duration limit = seen.limit(mode, runs);
            if (limit != null) {
                limits.put(mode, limit);
            }
        });
        return limits;
    }
}

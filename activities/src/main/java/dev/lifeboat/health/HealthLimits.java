package dev.lifeboat.health;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.BackupMode;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Where the health checks draw their lines, for the metrics: an alert rule that drew its own would alarm of what is planned. */
public final class HealthLimits {
    private final SeenSets seen;

    /** Of the sets that there are at a moment. */
    public HealthLimits(Runbook runbook, ListedSets listed, Instant now) {
        this.seen = new SeenSets(runbook, listed, now);
    }

    /** How old the newest set of a mode may be; of those modes that have a limit. */
    public static Map<BackupMode, Duration> ages(Runbook runbook, Instant now) {
        ListedSets none = new ListedSets(List.of(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), List.of());
        return new HealthLimits(runbook, none, now).ages();
    }

    private Map<BackupMode, Duration> ages() {
        Map<BackupMode, Duration> limits = new EnumMap<>(BackupMode.class);
        seen.scheduled().forEach((mode, runs) -> {
            Duration limit = seen.limit(mode, runs);
            if (limit != null) {
                limits.put(mode, limit);
            }
        });
        return limits;
    }

    /** When the newest set of a mode is too old, or its first one late. Empty while the first store, which has all, is silent. */
    public Map<BackupMode, Instant> backupsDue() {
        Map<BackupMode, Instant> due = new EnumMap<>(BackupMode.class);
        if (!seen.isBlind()) {
            ages().forEach((mode, limit) -> {
                Instant at = seen.due(mode, limit);
                if (at != null) {
                    due.put(mode, at);
                }
            });
        }
        return due;
    }

    /** By when a set has to be read again in each store that answers. */
    public SortedMap<String, Instant> verificationsDue() {
        SortedMap<String, Instant> due = new TreeMap<>();
        for (String store : seen.runbook().store().names()) {
            if (!seen.listed().silent().containsKey(store)) {
                due.put(store, TrustCheck.verifyDue(seen, store));
            }
        }
        return due;
    }

    /** When a drill last proved a set, by the marks on sets and by these reports, which stay when a set goes; null: never. */
    public @Nullable Instant proven(List<DrillReport> newestFirst) {
        return ProvenDrills.known(seen, newestFirst);
    }

    /** By when a drill has to prove a set; null: there never was one, or the first store is silent. */
    public @Nullable Instant drillDue(List<DrillReport> newestFirst) {
        return seen.isBlind() ? null : TrustCheck.drillDue(seen, proven(newestFirst));
    }

    /** How many sets a store lacks that it should have by now, or has damaged. */
    public long lacking(String store) {
        long lacking = 0;
        for (CataloguedSet set : seen.listed().sets()) {
            for (Copy copy : set.copies()) {
                boolean bad = copy.state() == SetState.FAILED || CopiesCheck.lacks(seen, set, copy);
                lacking += bad && copy.store().equals(store) ? 1 : 0;
            }
        }
        return lacking;
    }
}

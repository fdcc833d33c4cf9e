package dev.lifeboat.health;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.Tombstone;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.BackupSchedule;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.schedule.DueTimes;
import dev.lifeboat.schedule.ScheduledRun;
import dev.lifeboat.set.BackupMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sets of a runbook at one moment, and what the runbook says of their modes.
 *
 * @param listed of all stores that answer
 */
record SeenSets(Runbook runbook, ListedSets listed, Instant now) {
    /** A set may be on its way that long after it was due. */
    private static final Duration GRACE = Duration.ofHours(1);

    /** The schedules of each mode that has one, or has a limit of its own. */
    Map<BackupMode, List<ScheduledRun>> scheduled() {
        Map<BackupMode, List<ScheduledRun>> modes = new EnumMap<>(BackupMode.class);
        runbook.backups().forEach((name, backup) -> {
            if (backup.maxAge() != null) {
                modes.computeIfAbsent(backup.modeOf(name), mode -> new ArrayList<>());
            }
        });
        for (ScheduledRun run : ScheduledRun.of(runbook)) {
            BackupSchedule backup =
                    run.kind().equals(ScheduledRun.BACKUP) ? runbook.backups().get(run.name()) : null;
            if (backup != null) {
                modes.computeIfAbsent(backup.modeOf(run.name()), mode -> new ArrayList<>())
                        .add(run);
            }
        }
        return modes;
    }

    /** How old the newest set of a mode may be; null: as old as it likes. */
    @Nullable
    Duration limit(BackupMode mode, List<ScheduledRun> runs) {
        Optional<Duration> own = of(mode).stream()
                .flatMap(backup -> Optional.ofNullable(backup.maxAge()).stream())
                .min(Comparator.naturalOrder());
        if (own.isPresent()) {
            return own.get();
        }
        Duration gap = DueTimes.gap(runs, now);
        return gap == null ? null : gap.plus(GRACE);
    }

    /**
     * When the newest set of a mode is too old, or, where there is none, the first one late: a system has the same time for it as
     * it has between two. Null: it never had a set of any mode, so nobody knows since when it waits.
     */
    @Nullable
    Instant due(BackupMode mode, Duration limit) {
        List<CataloguedSet> good = good(mode);
        Instant since = good.isEmpty() ? since() : good.get(0).facts().takenAt();
        return since == null ? null : since.plus(limit);
    }

    /** How small a set of a mode may be. */
    long leastBytes(BackupMode mode) {
        return of(mode).stream()
                .flatMap(backup -> Optional.ofNullable(backup.minSize()).stream())
                .mapToLong(size -> size.bytes())
                .min()
                .orElse(runbook.health().minSize().bytes());
    }

    private List<BackupSchedule> of(BackupMode mode) {
        List<BackupSchedule> backups = new ArrayList<>();
        runbook.backups().forEach((name, backup) -> {
            if (backup.modeOf(name) == mode) {
                backups.add(backup);
            }
        });
        return backups;
    }

    /** Those of a mode that have not failed everywhere, the newest first. */
    List<CataloguedSet> good(BackupMode mode) {
        return good().stream()
                .filter(set -> set.facts().mode().equals(mode.wireName()))
                .toList();
    }

    /** Those that have not failed everywhere, the newest first. */
    List<CataloguedSet> good() {
        return listed.sets().stream()
                .filter(set -> set.state() != SetState.FAILED)
                .toList();
    }

    /**
     * Since when there is this system: since its first set, also where a clean-up has removed that. Sets that are there alone are no
     * older than they are kept. Null: it never had one.
     */
    @Nullable
    Instant since() {
        Stream<Instant> removed = listed.deleted().values().stream()
                .flatMap(List::stream)
                .filter(mark -> runbook.name().equals(mark.runbook()))
                .flatMap(SeenSets::sealedAt);
        return Stream.concat(listed.sets().stream().map(set -> set.facts().takenAt()), removed)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static Stream<Instant> sealedAt(Mark tombstone) {
        try {
            return Stream.of(Tombstone.parse(tombstone.detail()).since());
        } catch (LifeboatException e) {
            // What a tombstone does not say, audit verify tells.
            return Stream.of();
        }
    }

    /** When the newest set was taken that was read again; null: none was. */
    @Nullable
    Instant verified() {
        return good().stream()
                .filter(set -> set.state() != SetState.TAKEN)
                .map(set -> set.facts().takenAt())
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** When a drill proved one of these sets last; null: never. Of a set that is gone its report tells ({@link ProvenDrills}). */
    @Nullable
    Instant proven() {
        return listed.sets().stream()
                .flatMap(set -> set.marks().stream())
                .filter(mark -> mark.kind() == MarkKind.PROVEN)
                .map(Mark::at)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    /** Every set, and the word that a drill has proven it, is in the first store before it is in any other. */
    boolean isBlind() {
        return listed.silent().containsKey(runbook.store().names().get(0));
    }

    /** Where the first store is silent, what seems to lack may be there. A copy that is not connected must hide nothing. */
    List<HealthProblem> unlessBlind(List<HealthProblem> problems) {
        if (!problems.isEmpty() && isBlind()) {
            throw unseen(List.of(), List.of());
        }
        return problems;
    }

    /**
     * These problems there are; of those of a silent store, nothing is known, and where it is the first of none.
     *
     * @param kinds with which the ids of a store's problems begin
     * @param ofAll the ids of problems that take all stores to see
     */
    List<HealthProblem> unlessSilent(List<HealthProblem> problems, List<String> kinds, String... ofAll) {
        if (isBlind()) {
            throw unseen(problems, List.of());
        }
        if (!listed.silent().isEmpty()) {
            List<String> ids = new ArrayList<>(List.of(ofAll));
            listed.silent().keySet().forEach(store -> kinds.forEach(kind -> ids.add(kind + "/" + store)));
            throw unseen(problems, ids);
        }
        return problems;
    }

    private UnseenException unseen(List<HealthProblem> found, List<String> ids) {
        return new UnseenException("store " + listed.silent().firstKey() + " does not answer", found, ids);
    }
}

package dev.lifeboat.metrics;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.health.HealthLimits;
import dev.lifeboat.readiness.RpoNow;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.BackupMode;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What the listed sets of a runbook say, and when the health check will say that they are not enough. */
final class SetNumbers {
    private static final Set<MarkKind> READ_AGAIN = EnumSet.of(MarkKind.VERIFIED, MarkKind.PROVEN);

    private final Runbook runbook;
    private final ListedSets listed;
    private final HealthLimits limits;
    private final SampleList samples;

    private SetNumbers(Runbook runbook, ListedSets listed, Instant now) {
        this.runbook = runbook;
        this.listed = listed;
        this.limits = new HealthLimits(runbook, listed, now);
        this.samples = new SampleList(runbook.name());
    }

    static List<Sample> of(Runbook runbook, ListedSets listed, Instant now) {
        SetNumbers numbers = new SetNumbers(runbook, listed, now);
        numbers.states();
        for (BackupMode mode : BackupMode.values()) {
            numbers.newest(mode.wireName());
        }
        numbers.due();
        numbers.stores();
        return numbers.samples.all();
    }

    private void states() {
        for (SetState state : SetState.values()) {
            samples.add(
                    Metric.SETS,
                    listed.sets().stream().filter(set -> set.state() == state).count(),
                    state.wireName());
        }
        samples.add(
                Metric.SETS_ALARMED,
                listed.sets().stream().filter(set -> !set.alarms().isEmpty()).count());
        samples.time(
                Metric.WHOLE_SET,
                listed.sets().stream()
                        .filter(RpoNow::restorable)
                        .map(set -> set.facts().takenAt())
                        .max(Instant::compareTo));
        samples.time(
                Metric.VERIFY_LAST_SUCCESS,
                listed.sets().stream()
                        .flatMap(set -> set.marks().stream())
                        .filter(mark -> READ_AGAIN.contains(mark.kind()))
                        .map(Mark::at)
                        .max(Instant::compareTo));
    }

    /** Of a mode without any set there is nothing to say: a time of 0 would look like an age of half a century. */
    private void newest(String mode) {
        listed.sets().stream()
                .filter(set ->
                        set.state() != SetState.FAILED && set.facts().mode().equals(mode))
                .map(CataloguedSet::facts)
                .max(Comparator.comparing(SetFacts::takenAt))
                .ifPresent(facts -> {
                    long objects = facts.storedBytes() + facts.reusedBytes();
                    samples.time(Metric.BACKUP_LAST_SUCCESS, facts.takenAt(), mode);
                    samples.add(Metric.BACKUP_ROWS, facts.rows(), mode);
                    samples.add(Metric.BACKUP_BYTES, facts.bytes(), mode);
                    samples.add(Metric.BACKUP_STORED_BYTES, facts.storedBytes(), mode);
                    samples.add(Metric.BACKUP_RATIO, objects == 0 ? 0 : (double) facts.bytes() / objects, mode);
                });
    }

    private void due() {
        limits.backupsDue().forEach((mode, at) -> samples.time(Metric.BACKUP_DUE, at, mode.wireName()));
        limits.verificationsDue().forEach((store, at) -> samples.time(Metric.VERIFY_DUE, at, store));
    }

    private void stores() {
        for (String store : runbook.store().names()) {
            boolean silent = listed.silent().containsKey(store);
            samples.add(Metric.STORE_UP, silent ? 0 : 1, store);
            if (!silent) {
                samples.add(Metric.STORE_BYTES, bytes(store), store);
                samples.add(Metric.COPIES_MISSING, limits.lacking(store), store);
            }
        }
    }

    private long bytes(String store) {
        long bytes = 0;
        for (CataloguedSet set : listed.sets()) {
            for (Copy copy : set.copies()) {
                boolean there = copy.store().equals(store) && copy.state() != null;
                bytes += there ? set.facts().storedBytes() : 0;
            }
        }
        return bytes;
    }
}

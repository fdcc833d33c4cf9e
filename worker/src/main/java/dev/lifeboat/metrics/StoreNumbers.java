package dev.lifeboat.metrics;

import dev.lifeboat.archive.Mark;
import dev.lifeboat.archive.MarkKind;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.catalogue.Catalogue;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.catalogue.SetIndex;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.health.AgeLimits;
import dev.lifeboat.health.ReadinessExamination;
import dev.lifeboat.readiness.Readiness;
import dev.lifeboat.readiness.RpoNow;
import dev.lifeboat.report.KnownReports;
import dev.lifeboat.report.ReportArchive;
import dev.lifeboat.report.ReportType;
import dev.lifeboat.report.StoredReport;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.retention.KeepTimes;
import dev.lifeboat.runbook.BackupSchedule;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.BackupMode;
import dev.lifeboat.set.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a runbook's stores say: the same after a restart, and from each process that can read them. */
public final class StoreNumbers {
    /** So far back the last backup of each mode and drill of each name is searched for: each costs a read. */
    private static final int MOST_REPORTS = 50;

    private static final Logger LOG = LoggerFactory.getLogger(StoreNumbers.class);

    private final Runbook runbook;
    private final OpenVault vault;
    private final SetIndex index;
    private final ReadinessExamination readiness;
    private final Map<String, StoredReport.Read<?>> known = KnownReports.atMost(4 * MOST_REPORTS);

    /** @param state the folder in which this machine remembers what it has authenticated */
    public StoreNumbers(Runbook runbook, Secrets secrets, Path state) {
        this.runbook = runbook;
        this.vault = OpenVault.of(Vault.of(runbook), secrets);
        this.index = SetIndex.in(state.resolve("catalogue"));
        this.readiness = new ReadinessExamination(runbook, vault, secrets);
    }

    /** Reads them. Where no store answers, it says so of each, and no more. */
    public Reading read(Instant now) {
        List<Sample> samples = new ArrayList<>();
        objectives(samples, now);
        ListedSets listed;
        try {
            listed = new Catalogue(vault, index, KeepTimes.ends(runbook)).list();
        } catch (LifeboatException e) {
            // A key that cannot be used is no matter of the stores.
            if (e.code().category() == ErrorCategory.INTEGRITY) {
                throw e;
            }
            notRead(e);
            runbook.store().names().forEach(store -> add(samples, Metric.STORE_UP, 0, store));
            return new Reading(samples, false);
        }
        sets(samples, listed);
        stores(samples, listed);
        try {
            readiness(samples, listed, reports(samples), now);
        } catch (LifeboatException e) {
            notRead(e);
            return new Reading(samples, false);
        }
        add(samples, Metric.READ_AT, seconds(now));
        return Reading.whole(samples);
    }

    private void notRead(LifeboatException e) {
        LOG.warn("event=numbers-not-read runbook={} code={} reason=\"{}\"", runbook.name(), e.code(), e.getMessage());
    }

    private void objectives(List<Sample> samples, Instant now) {
        AgeLimits.of(runbook, now)
                .forEach((mode, limit) -> add(samples, Metric.BACKUP_AGE_LIMIT, limit.toSeconds(), mode.wireName()));
        add(samples, Metric.RPO, runbook.objectives().rpo().toSeconds());
        add(samples, Metric.RTO, runbook.objectives().rto().toSeconds());
        for (Phase phase : runbook.phases()) {
            Duration within = phase.within();
            if (within != null) {
                add(samples, Metric.PHASE_BUDGET, within.toSeconds(), phase.name());
            }
        }
    }

    private void sets(List<Sample> samples, ListedSets listed) {
        for (SetState state : SetState.values()) {
            add(samples, Metric.SETS, count(listed, state), state.wireName());
        }
        add(
                samples,
                Metric.SETS_ALARMED,
                listed.sets().stream().filter(set -> !set.alarms().isEmpty()).count());
        for (String mode : modes(listed)) {
            Optional<SetFacts> newest = listed.sets().stream()
                    .filter(set ->
                            set.state() != SetState.FAILED && set.facts().mode().equals(mode))
                    .map(CataloguedSet::facts)
                    .max(Comparator.comparing(SetFacts::takenAt));
            add(samples, Metric.BACKUP_LAST_SUCCESS, seconds(newest.map(SetFacts::takenAt)), mode);
            newest.ifPresent(facts -> {
                long objects = facts.storedBytes() + facts.reusedBytes();
                add(samples, Metric.BACKUP_ROWS, facts.rows(), mode);
                add(samples, Metric.BACKUP_BYTES, facts.bytes(), mode);
                add(samples, Metric.BACKUP_STORED_BYTES, facts.storedBytes(), mode);
                add(samples, Metric.BACKUP_RATIO, objects == 0 ? 0 : (double) facts.bytes() / objects, mode);
            });
        }
        add(
                samples,
                Metric.WHOLE_SET,
                seconds(listed.sets().stream()
                        .filter(set -> set.facts().whole()
                                && set.state() != SetState.FAILED
                                && set.alarms().isEmpty())
                        .map(set -> set.facts().takenAt())
                        .max(Instant::compareTo)));
        add(
                samples,
                Metric.VERIFY_LAST_SUCCESS,
                seconds(newest(listed, EnumSet.of(MarkKind.VERIFIED, MarkKind.PROVEN))));
        add(samples, Metric.DRILL_LAST_SUCCESS, seconds(newest(listed, EnumSet.of(MarkKind.PROVEN))));
    }

    private static long count(ListedSets listed, SetState state) {
        return listed.sets().stream().filter(set -> set.state() == state).count();
    }

    private static Optional<Instant> newest(ListedSets listed, Set<MarkKind> kinds) {
        return listed.sets().stream()
                .flatMap(set -> set.marks().stream())
                .filter(mark -> kinds.contains(mark.kind()))
                .map(Mark::at)
                .max(Instant::compareTo);
    }

    /** Those of the runbook, for which a set that was never taken is the worst, and those that there are. */
    private Set<String> modes(ListedSets listed) {
        Set<String> modes = new TreeSet<>();
        for (Map.Entry<String, BackupSchedule> backup : runbook.backups().entrySet()) {
            modes.add(backup.getValue().modeOf(backup.getKey()).wireName());
        }
        Set<String> known = new TreeSet<>(
                Stream.of(BackupMode.values()).map(BackupMode::wireName).toList());
        listed.sets().forEach(set -> modes.add(set.facts().mode()));
        // Whoever may write into a store can name folders as he likes.
        modes.retainAll(known);
        return modes;
    }

    private void stores(List<Sample> samples, ListedSets listed) {
        for (String store : runbook.store().names()) {
            boolean silent = listed.silent().containsKey(store);
            add(samples, Metric.STORE_UP, silent ? 0 : 1, store);
            if (silent) {
                continue;
            }
            long bytes = 0;
            long missing = 0;
            for (CataloguedSet set : listed.sets()) {
                for (Copy copy : set.copies()) {
                    if (copy.store().equals(store)) {
                        bytes += copy.state() == null ? 0 : set.facts().storedBytes();
                        missing += copy.good() ? 0 : 1;
                    }
                }
            }
            add(samples, Metric.STORE_BYTES, bytes, store);
            add(samples, Metric.COPIES_MISSING, missing, store);
        }
    }

    private void readiness(List<Sample> samples, ListedSets listed, List<DrillReport> newestFirst, Instant now) {
        Readiness ready = readiness.look(listed, newestFirst, now);
        add(samples, Metric.READINESS, ready.score());
        ready.reasons().forEach(reason -> add(samples, Metric.READINESS_POINTS, reason.points(), reason.name()));
        RpoNow.Newest proven = ready.rpo().proven();
        add(samples, Metric.PROVEN_SET, proven == null ? 0 : seconds(proven.takenAt()));
    }

    /** Returns the drills, the newest first. */
    private List<DrillReport> reports(List<Sample> samples) {
        Map<String, BackupReport> backups = new TreeMap<>();
        newest(ReportType.BACKUP).forEach(run -> {
            BackupReport backup = run.backup();
            if (backup != null) {
                backups.putIfAbsent(run.mode().wireName(), backup);
            }
        });
        backups.forEach((mode, backup) ->
                add(samples, Metric.BACKUP_DURATION, backup.duration().toMillis() / 1000.0, mode));
        Map<String, DrillReport> drills = new TreeMap<>();
        Map<String, Duration> phases = new TreeMap<>();
        List<DrillReport> newestFirst = newest(ReportType.DRILL);
        newestFirst.forEach(drill -> {
            drills.putIfAbsent(drill.name(), drill);
            RestoreReport restore = drill.restore();
            if (restore != null) {
                for (PhaseReport phase : restore.phases()) {
                    phases.putIfAbsent(phase.phase(), Duration.between(restore.startedAt(), phase.endedAt()));
                }
            }
        });
        drills.forEach((name, drill) -> {
            add(samples, Metric.DRILL_LAST_RESULT, drill.proven() ? 1 : 0, name);
            add(
                    samples,
                    Metric.DRILL_DURATION,
                    Duration.between(drill.startedAt(), drill.endedAt()).toMillis() / 1000.0,
                    name);
        });
        phases.forEach((phase, took) -> add(samples, Metric.PHASE_DURATION, took.toMillis() / 1000.0, phase));
        return newestFirst;
    }

    private <T> List<T> newest(ReportType<T> type) {
        return new ReportArchive(vault, known)
                .signed(type, runbook.name(), any -> true)
                .limit(MOST_REPORTS)
                .toList();
    }

    private void add(List<Sample> samples, Metric metric, Number value, String... labels) {
        List<String> all = new ArrayList<>(List.of(runbook.name()));
        all.addAll(List.of(labels));
        samples.add(new Sample(metric, all, value.doubleValue()));
    }

    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }

    private static double seconds(Optional<Instant> at) {
        return at.map(StoreNumbers::seconds).orElse(0.0);
    }
}

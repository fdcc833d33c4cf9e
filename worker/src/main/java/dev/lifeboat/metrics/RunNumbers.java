package dev.lifeboat.metrics;

import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.drill.DrillRequest;
import dev.lifeboat.health.HealthLimits;
import dev.lifeboat.report.BackupRun;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the reports of the last runs say, of what the runbook still has. */
final class RunNumbers {
    /** So long a drill that somebody started is told of: no schedule repeats it, so nothing would ever end its alarm. */
    private static final Duration MANUAL = Duration.ofDays(7);

    private final Runbook runbook;
    private final SampleList samples;

    private RunNumbers(Runbook runbook) {
        this.runbook = runbook;
        this.samples = new SampleList(runbook.name());
    }

    /** Of reports of which the newest stand first. */
    static List<Sample> of(
            Runbook runbook, ListedSets listed, List<BackupRun> backups, List<DrillReport> drills, Instant now) {
        RunNumbers numbers = new RunNumbers(runbook);
        numbers.proven(new HealthLimits(runbook, listed, now), drills);
        numbers.backups(backups);
        numbers.drills(drills, now);
        numbers.phases(drills);
        return numbers.samples.all();
    }

    private void backups(List<BackupRun> newestFirst) {
        Map<String, BackupReport> backups = new TreeMap<>();
        newestFirst.forEach(run -> {
            BackupReport backup = run.backup();
            if (backup != null) {
                backups.putIfAbsent(run.mode().wireName(), backup);
            }
        });
        backups.forEach((mode, backup) -> samples.span(Metric.BACKUP_DURATION, backup.duration(), mode));
    }

    private void drills(List<DrillReport> newestFirst, Instant now) {
        Map<String, DrillReport> drills = new TreeMap<>();
        newestFirst.stream()
                .filter(drill -> counts(drill, now))
                .forEach(drill -> drills.putIfAbsent(drill.name(), drill));
        drills.forEach((name, drill) -> {
            samples.add(Metric.DRILL_LAST_RESULT, drill.proven() ? 1 : 0, name);
            samples.span(Metric.DRILL_DURATION, Duration.between(drill.startedAt(), drill.endedAt()), name);
        });
    }

    private void proven(HealthLimits limits, List<DrillReport> newestFirst) {
        samples.time(Metric.DRILL_LAST_SUCCESS, Optional.ofNullable(limits.proven(newestFirst)));
        Instant due = limits.drillDue(newestFirst);
        if (due != null) {
            samples.time(Metric.DRILL_DUE, due);
        }
    }

    private boolean counts(DrillReport drill, Instant now) {
        boolean manual = drill.name().equals(DrillRequest.MANUAL)
                && drill.endedAt().plus(MANUAL).isAfter(now);
        return manual || runbook.drills().containsKey(drill.name());
    }

    /** The set's own script brings all phases back at once, so it measures none; what was aborted was never back. */
    private void phases(List<DrillReport> newestFirst) {
        Set<String> known =
                new TreeSet<>(runbook.phases().stream().map(Phase::name).toList());
        known.add(Runbook.REMAINDER);
        Map<String, Duration> phases = new TreeMap<>();
        for (DrillReport drill : newestFirst) {
            RestoreReport restore = drill.restore();
            if (restore == null || DrillReport.BY_HAND.equals(drill.way())) {
                continue;
            }
            for (PhaseReport phase : restore.phases()) {
                if (known.contains(phase.phase()) && !phase.aborted()) {
                    phases.putIfAbsent(phase.phase(), restore.readyAfter(phase));
                }
            }
        }
        phases.forEach((phase, took) -> samples.span(Metric.PHASE_DURATION, took, phase));
    }
}

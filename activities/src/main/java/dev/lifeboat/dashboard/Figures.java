package dev.lifeboat.dashboard;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.KeepUntil;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.cost.CostReport;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.report.BackupRun;
import dev.lifeboat.report.Words;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Works a dashboard out; a function of what it is given. */
public final class Figures {
    static final int DAYS = 30;
    static final Duration DRILLS_SINCE = Duration.ofDays(90);

    private static final Duration MONTH = Duration.ofDays(DAYS);

    private final Runbook runbook;
    private final ListedSets listed;
    private final KeepUntil keep;
    private final Instant now;

    public Figures(Runbook runbook, ListedSets listed, KeepUntil keep, Instant now) {
        this.runbook = runbook;
        this.listed = listed;
        this.keep = keep;
        this.now = now;
    }

    /** When the first of the days begins. */
    static Instant firstDay(Instant now) {
        return today(now).minusDays(DAYS - 1L).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /**
     * All of them.
     *
     * @param backups since {@link #firstDay}, the newest first
     * @param drills of the last 90 days, the newest first
     * @param notes what these leave out
     */
    public Dashboard of(List<BackupRun> backups, List<DrillReport> drills, List<String> notes) {
        CostReport cost = CostReport.of(runbook, listed, keep, now, 1);
        List<String> all = new ArrayList<>(notes);
        all.addAll(cost.notes());
        return new Dashboard(
                now,
                backups(backups),
                drills(drills),
                sinceLast(),
                size(),
                cost.totals().getOrDefault(YearMonth.from(now.atOffset(ZoneOffset.UTC)), List.of()),
                phases(drills),
                days(backups),
                all);
    }

    private static Dashboard.Backups backups(List<BackupRun> runs) {
        List<Duration> taken = runs.stream()
                .map(BackupRun::backup)
                .filter(Objects::nonNull)
                .map(BackupReport::duration)
                .toList();
        return new Dashboard.Backups(
                taken.size(),
                runs.size() - taken.size(),
                rate(taken.size(), runs.size()),
                Words.median(taken),
                taken.isEmpty() ? null : taken.get(0));
    }

    private static Dashboard.Drills drills(List<DrillReport> drills) {
        List<DrillReport> proven = drills.stream().filter(DrillReport::proven).toList();
        return new Dashboard.Drills(
                proven.size(),
                drills.size() - proven.size(),
                rate(proven.size(), drills.size()),
                proven.isEmpty() ? null : proven.get(0).startedAt());
    }

    private static @Nullable Double rate(int good, int all) {
        return all == 0 ? null : (double) good / all;
    }

    private Stream<CataloguedSet> good() {
        return listed.sets().stream().filter(set -> set.state() != SetState.FAILED);
    }

    private @Nullable Duration sinceLast() {
        return good().map(set -> set.facts().takenAt())
                .max(Instant::compareTo)
                .map(at -> at.isAfter(now) ? Duration.ZERO : Duration.between(at, now))
                .orElse(null);
    }

    private Dashboard.@Nullable Size size() {
        List<SetFacts> whole =
                good().map(CataloguedSet::facts).filter(SetFacts::whole).toList();
        if (whole.isEmpty()) {
            return null;
        }
        SetFacts newest = whole.get(0);
        Instant then = newest.takenAt().minus(MONTH);
        Long before = whole.stream()
                .filter(set ->
                        set.mode().equals(newest.mode()) && !set.takenAt().isAfter(then))
                .findFirst()
                .map(SetFacts::bytes)
                .orElse(null);
        long all = listed.sets().stream()
                .mapToLong(set -> set.facts().storedBytes()
                        * set.copies().stream()
                                .filter(copy -> copy.state() != null)
                                .count())
                .sum();
        return new Dashboard.Size(
                newest.set(),
                newest.tables(),
                newest.rows(),
                newest.bytes(),
                newest.storedBytes(),
                before == null || before == 0 ? null : ((double) newest.bytes() / before) - 1,
                all);
    }

    private List<Dashboard.PhaseTime> phases(List<DrillReport> drills) {
        Map<String, List<Duration>> measured = new LinkedHashMap<>();
        runbook.phases().stream().map(Phase::name).forEach(name -> measured.put(name, new ArrayList<>()));
        measured.put(Runbook.REMAINDER, new ArrayList<>());
        for (DrillReport drill : drills) {
            RestoreReport restore = drill.restore();
            if (restore == null || DrillReport.BY_HAND.equals(drill.way())) {
                // The script brings all phases back at once.
                continue;
            }
            for (PhaseReport phase : restore.phases()) {
                if (phase.aborted()) {
                    continue;
                }
                // Phases that the runbook does not have any more are of no interest.
                measured.computeIfPresent(phase.phase(), (name, times) -> {
                    times.add(restore.readyAfter(phase));
                    return times;
                });
            }
        }
        List<Dashboard.PhaseTime> phases = new ArrayList<>();
        measured.forEach((name, times) -> {
            Duration within = runbook.within(name);
            Duration last = times.isEmpty() ? null : times.get(0);
            phases.add(new Dashboard.PhaseTime(
                    name,
                    times.size(),
                    last,
                    Words.median(times),
                    within,
                    (last == null || within == null) ? null : last.compareTo(within) <= 0));
        });
        return phases;
    }

    private List<Dashboard.Day> days(List<BackupRun> runs) {
        Map<LocalDate, List<BackupRun>> byDay = new LinkedHashMap<>();
        for (LocalDate day = today(now).minusDays(DAYS - 1L); !day.isAfter(today(now)); day = day.plusDays(1)) {
            byDay.put(day, new ArrayList<>());
        }
        runs.forEach(run -> byDay.computeIfPresent(today(run.startedAt()), (day, all) -> {
            all.add(run);
            return all;
        }));
        List<Dashboard.Day> days = new ArrayList<>();
        byDay.forEach((day, all) -> {
            List<Long> seconds = all.stream()
                    .map(BackupRun::backup)
                    .filter(Objects::nonNull)
                    .map(backup -> backup.duration().toMillis())
                    .toList();
            days.add(new Dashboard.Day(
                    day,
                    seconds.size(),
                    all.size() - seconds.size(),
                    seconds.isEmpty()
                            ? null
                            : Math.round(seconds.stream()
                                            .mapToLong(Long::longValue)
                                            .average()
                                            .orElse(0)
                                    / 1000)));
        });
        return days;
    }

    private static LocalDate today(Instant at) {
        return at.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}

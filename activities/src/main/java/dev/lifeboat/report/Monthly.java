package dev.lifeboat.report;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetState;
import dev.lifeboat.backup.BackupReport;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.KeepUntil;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.Money;
import dev.lifeboat.cost.CostReport;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.report.MonthReport.BackupsOfAMode;
import dev.lifeboat.report.MonthReport.DrillOfTheMonth;
import dev.lifeboat.report.MonthReport.PhaseOfTheMonth;
import dev.lifeboat.report.MonthReport.RunsOfAKind;
import dev.lifeboat.report.MonthReport.SetsAtTheEnd;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.runbook.Runbook;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes a month's summary of its reports and of the sets that there are. Only signed reports count. */
public final class Monthly {
    /** As far as costs are worked out. */
    private static final int MOST_MONTHS = 36;

    private final Runbook runbook;
    private final ReportArchive archive;
    private final ListedSets listing;
    private final KeepUntil keep;

    public Monthly(Runbook runbook, OpenVault vault, ListedSets listing, KeepUntil keep) {
        this.runbook = runbook;
        this.archive = new ReportArchive(vault);
        this.listing = listing;
        this.keep = keep;
    }

    /** Throws USAGE for a month to come, or one longer ago than three years. */
    public MonthReport of(YearMonth month, Instant now) {
        long ago = ChronoUnit.MONTHS.between(month, YearMonth.from(now.atOffset(ZoneOffset.UTC)));
        if (ago < 0 || ago >= MOST_MONTHS) {
            throw new LifeboatException(
                    ErrorCode.USAGE, month + " is not this month or one of the " + (MOST_MONTHS - 1) + " before it");
        }
        Instant from = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant end = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        Instant until = end.isAfter(now) ? now : end;
        List<String> notes = new ArrayList<>();
        List<StoredReport.Read<?>> reports = reports(from, until, notes);
        CostReport cost = CostReport.of(runbook, listing, keep, now, (int) ago + 1);
        notes.addAll(cost.notes());
        return new MonthReport(
                runbook.name(),
                month,
                now,
                until,
                runbook.objectives(),
                runs(reports),
                backups(values(reports, BackupRun.class)),
                longestGap(from, until),
                coveredFrom(from, until),
                drills(values(reports, DrillReport.class)),
                phases(reports),
                sets(until),
                cost.totals().getOrDefault(month, List.<Money>of()),
                notes);
    }

    /** The oldest first. */
    private List<StoredReport.Read<?>> reports(Instant from, Instant until, List<String> notes) {
        List<StoredReport.Read<?>> found = new ArrayList<>();
        archive.newest(
                        ReportType.all(),
                        runbook.name(),
                        stored -> !stored.startedAt().isBefore(from)
                                && stored.startedAt().isBefore(until),
                        problem -> notes.add("not counted: " + problem))
                .forEach(read -> {
                    if (read.signed() == null) {
                        notes.add("not counted: " + read.stored().object() + ": " + read.problem());
                    } else {
                        found.add(0, read);
                    }
                });
        return found;
    }

    private static <T> List<T> values(List<StoredReport.Read<?>> reports, Class<T> type) {
        return reports.stream()
                .map(StoredReport.Read::value)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** A restore of a drill is a part of that. */
    private static boolean standsAlone(StoredReport.Read<?> report) {
        return !(report.value() instanceof RestoreReport restore && restore.drill());
    }

    private static List<RunsOfAKind> runs(List<StoredReport.Read<?>> reports) {
        List<RunsOfAKind> runs = new ArrayList<>();
        for (String kind : ReportType.kinds()) {
            List<Tone> tones = reports.stream()
                    .filter(report -> report.line().kind().equals(kind) && standsAlone(report))
                    .map(report -> report.line().tone())
                    .toList();
            if (!tones.isEmpty()) {
                runs.add(new RunsOfAKind(
                        kind, count(tones, Tone.GOOD), count(tones, Tone.WARN), count(tones, Tone.BAD)));
            }
        }
        return runs;
    }

    private static int count(List<Tone> tones, Tone wanted) {
        return (int) tones.stream().filter(tone -> tone == wanted).count();
    }

    private static List<BackupsOfAMode> backups(List<BackupRun> runs) {
        Map<String, List<BackupRun>> modes = new TreeMap<>();
        runs.forEach(run -> modes.computeIfAbsent(run.mode().wireName(), mode -> new ArrayList<>())
                .add(run));
        List<BackupsOfAMode> backups = new ArrayList<>();
        modes.forEach((mode, all) -> {
            List<BackupReport> taken =
                    all.stream().map(BackupRun::backup).filter(Objects::nonNull).toList();
            backups.add(new BackupsOfAMode(
                    mode,
                    taken.size(),
                    all.size() - taken.size(),
                    (int) taken.stream()
                            .filter(backup -> !backup.findings().isEmpty())
                            .count(),
                    taken.isEmpty() ? 0 : taken.get(taken.size() - 1).bytes(),
                    taken.stream().mapToLong(BackupReport::storedBytes).sum(),
                    Words.median(taken.stream().map(BackupReport::duration).toList())));
        });
        return backups;
    }

    private @Nullable Duration longestGap(Instant from, Instant until) {
        List<Instant> taken = Stream.concat(wholeSets(until), Stream.of(until)).toList();
        Duration longest = null;
        for (int index = 1; index < taken.size(); index++) {
            Duration gap = Duration.between(taken.get(index - 1), taken.get(index));
            boolean counts = taken.get(index).isAfter(from);
            longest = counts && (longest == null || gap.compareTo(longest) > 0) ? gap : longest;
        }
        return longest;
    }

    /** Before the first set nobody knows what a disaster would have cost: all, or there was nothing yet to lose. */
    private @Nullable Instant coveredFrom(Instant from, Instant until) {
        return wholeSets(until).findFirst().filter(first -> first.isAfter(from)).orElse(null);
    }

    private Stream<Instant> wholeSets(Instant until) {
        return listing.sets().stream()
                .filter(set -> set.facts().whole() && set.state() != SetState.FAILED)
                .map(set -> set.facts().takenAt())
                .filter(at -> !at.isAfter(until))
                .sorted();
    }

    private static List<DrillOfTheMonth> drills(List<DrillReport> drills) {
        return drills.stream()
                .map(drill -> new DrillOfTheMonth(
                        drill.runId(),
                        drill.setId(),
                        drill.startedAt(),
                        drill.proven(),
                        Duration.between(drill.startedAt(), drill.endedAt()),
                        rto(drill.restore())))
                .toList();
    }

    /** As the drill's own report has it: without what came before and after its restore. */
    private static @Nullable Duration rto(@Nullable RestoreReport restore) {
        return restore != null && restore.back() ? restore.took() : null;
    }

    /** A drill's restore has a report of its own. What somebody aborted was never back, so it has no time. */
    private static List<PhaseOfTheMonth> phases(List<StoredReport.Read<?>> reports) {
        Map<String, List<Measured>> phases = new LinkedHashMap<>();
        for (RestoreReport restore : values(reports, RestoreReport.class)) {
            for (PhaseReport phase : restore.phases()) {
                if (!phase.aborted()) {
                    phases.computeIfAbsent(phase.phase(), name -> new ArrayList<>())
                            .add(new Measured(restore.readyAfter(phase), phase.within()));
                }
            }
        }
        List<PhaseOfTheMonth> months = new ArrayList<>();
        phases.forEach((phase, all) -> {
            List<Duration> spans = all.stream().map(Measured::took).toList();
            months.add(new PhaseOfTheMonth(
                    phase,
                    all.size(),
                    Objects.requireNonNull(Words.median(spans)),
                    spans.stream().max(Comparator.naturalOrder()).orElseThrow(),
                    all.get(all.size() - 1).within(),
                    (int) all.stream().filter(Measured::late).count()));
        });
        return months;
    }

    private record Measured(Duration took, @Nullable Duration within) {
        boolean late() {
            return within != null && took.compareTo(within) > 0;
        }
    }

    private SetsAtTheEnd sets(Instant until) {
        List<CataloguedSet> sets = listing.sets().stream()
                .filter(set -> set.facts().sealedAt().isBefore(until))
                .toList();
        return new SetsAtTheEnd(
                sets.size(),
                in(sets, SetState.VERIFIED),
                in(sets, SetState.PROVEN),
                in(sets, SetState.FAILED),
                sets.stream().mapToLong(set -> set.facts().storedBytes()).sum());
    }

    private static int in(List<CataloguedSet> sets, SetState state) {
        return (int) sets.stream().filter(set -> set.state() == state).count();
    }
}

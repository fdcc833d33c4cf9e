package dev.lifeboat.health;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.report.BackupRun;
import dev.lifeboat.report.ReportArchive;
import dev.lifeboat.report.ReportType;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.BackupMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the reports in the store say of the last backups: failed ones, and such as took too long (K7). They outlive every engine. A
 * success counts only where it is signed; a failure counts in any case, since a key that cannot sign is one.
 */
final class RunsCheck implements HealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(RunsCheck.class);
    private static final Duration MONTH = Duration.ofDays(30);
    /** Hourly backups of more than a week. */
    private static final int MOST_REPORTS = 200;

    private static final int EARLIER = 7;
    /** Fewer have no median worth the name. */
    private static final int LEAST_RUNS = 3;
    /** Seconds that are three times as long mean nothing. */
    private static final Duration LEAST_DELAY = Duration.ofMinutes(5);

    private final Runbook runbook;
    private final Supplier<ReportArchive> reports;
    private final Instant now;

    RunsCheck(Runbook runbook, Supplier<ReportArchive> reports, Instant now) {
        this.runbook = runbook;
        this.reports = reports;
        this.now = now;
    }

    @Override
    public String name() {
        return "runs";
    }

    @Override
    public List<HealthProblem> look() {
        Findings findings = new Findings(name());
        runs().forEach((mode, runs) -> {
            success(findings.of(Matters.backup(mode)), mode, runs);
            duration(
                    findings,
                    mode,
                    runs.stream()
                            .filter(run -> run.backup() != null)
                            .limit(EARLIER + 1)
                            .toList());
        });
        return findings.all();
    }

    /** Of the last month by mode, the newest first. */
    private Map<BackupMode, List<BackupRun>> runs() {
        Map<BackupMode, List<BackupRun>> modes = new EnumMap<>(BackupMode.class);
        try {
            reports.get()
                    .newest(
                            List.of(ReportType.BACKUP),
                            runbook.name(),
                            stored -> !stored.startedAt().isBefore(now.minus(MONTH)),
                            problem -> LOG.warn("event=report-left-out reason=\"{}\"", problem))
                    .limit(MOST_REPORTS)
                    .forEach(read -> {
                        BackupRun run = ReportType.BACKUP.type().cast(read.value());
                        if (read.signed() != null || run.backup() == null) {
                            modes.computeIfAbsent(run.mode(), mode -> new ArrayList<>())
                                    .add(run);
                        }
                    });
        } catch (LifeboatException e) {
            // That the store does not answer is told by who looks at stores.
            if (e.code() == ErrorCode.STORE_UNAVAILABLE) {
                throw new UnseenException(String.valueOf(e.getMessage()));
            }
            throw e;
        }
        return modes;
    }

    private void success(Findings findings, BackupMode mode, List<BackupRun> runs) {
        List<BackupRun> last = runs.stream().limit(runbook.health().runs()).toList();
        List<BackupRun> failed =
                last.stream().filter(run -> run.backup() == null).toList();
        if (!failed.isEmpty()) {
            BackupRun newest = failed.get(0);
            findings.warning(
                    "success-rate/" + mode.wireName(),
                    failed.size() + " of the last " + last.size() + " " + mode.wireName()
                            + " backups failed, the last at " + newest.startedAt(),
                    "backups cannot be relied on",
                    "lifeboat report show " + newest.runId());
        }
    }

    /** The newest good run beside its limit, and beside those before it. */
    private void duration(Findings findings, BackupMode mode, List<BackupRun> good) {
        if (good.isEmpty()) {
            return;
        }
        Duration took = took(good.get(0));
        Duration limit = runbook.health().duration();
        List<Duration> earlier =
                good.stream().skip(1).map(RunsCheck::took).sorted().toList();
        if (limit != null && took.compareTo(limit) > 0) {
            slow(findings, mode, good.get(0), "the limit is " + Ages.words(limit));
        } else if (earlier.size() >= LEAST_RUNS) {
            Duration median = earlier.get((earlier.size() - 1) / 2);
            if (took.minus(median).compareTo(LEAST_DELAY) >= 0
                    && took.compareTo(median.multipliedBy(runbook.health().slower())) > 0) {
                slow(
                        findings,
                        mode,
                        good.get(0),
                        "the median of the " + earlier.size() + " before it is " + Ages.words(median));
            }
        }
    }

    private static void slow(Findings findings, BackupMode mode, BackupRun run, String usual) {
        findings.warning(
                "duration/" + mode.wireName(),
                "the last " + mode.wireName() + " backup took " + Ages.words(took(run)) + ", " + usual,
                "backups may soon run into each other, and a restore takes longer, too",
                "lifeboat report show " + run.runId() + "; docs/scaling.md");
    }

    private static Duration took(BackupRun run) {
        return Duration.between(run.startedAt(), run.endedAt());
    }
}

package dev.lifeboat.metrics;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.catalogue.Catalogue;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.SetIndex;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.health.HealthLimits;
import dev.lifeboat.health.ReadinessExamination;
import dev.lifeboat.readiness.Readiness;
import dev.lifeboat.readiness.RpoNow;
import dev.lifeboat.report.KnownReports;
import dev.lifeboat.report.ReportArchive;
import dev.lifeboat.report.ReportType;
import dev.lifeboat.report.StoredReport;
import dev.lifeboat.retention.KeepTimes;
import dev.lifeboat.runbook.Phase;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        SampleList samples = new SampleList(runbook.name());
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
            runbook.store().names().forEach(store -> samples.add(Metric.STORE_UP, 0, store));
            return new Reading(samples.all(), false);
        }
        samples.addAll(SetNumbers.of(runbook, listed, now));
        try {
            List<DrillReport> drills = newest(ReportType.DRILL);
            samples.addAll(RunNumbers.of(runbook, listed, newest(ReportType.BACKUP), drills, now));
            readiness(samples, listed, drills, now);
        } catch (LifeboatException e) {
            notRead(e);
            return new Reading(samples.all(), false);
        }
        samples.time(Metric.READ_AT, now);
        return Reading.whole(samples.all());
    }

    private void notRead(LifeboatException e) {
        LOG.warn("event=numbers-not-read runbook={} code={} reason=\"{}\"", runbook.name(), e.code(), e.getMessage());
    }

    private void objectives(SampleList samples, Instant now) {
        HealthLimits.ages(runbook, now)
                .forEach((mode, limit) -> samples.span(Metric.BACKUP_AGE_LIMIT, limit, mode.wireName()));
        samples.span(Metric.RPO, runbook.objectives().rpo());
        samples.span(Metric.RTO, runbook.objectives().rto());
        for (Phase phase : runbook.phases()) {
            Duration within = phase.within();
            if (within != null) {
                samples.span(Metric.PHASE_BUDGET, within, phase.name());
            }
        }
    }

    private void readiness(SampleList samples, ListedSets listed, List<DrillReport> newestFirst, Instant now) {
        Readiness ready = readiness.look(listed, newestFirst, now);
        samples.add(Metric.READINESS, ready.score());
        ready.reasons().forEach(reason -> samples.add(Metric.READINESS_POINTS, reason.points(), reason.name()));
        samples.time(
                Metric.PROVEN_SET, Optional.ofNullable(ready.rpo().proven()).map(RpoNow.Newest::takenAt));
    }

    private <T> List<T> newest(ReportType<T> type) {
        return new ReportArchive(vault, known)
                .signed(type, runbook.name(), any -> true)
                .limit(MOST_REPORTS)
                .toList();
    }
}

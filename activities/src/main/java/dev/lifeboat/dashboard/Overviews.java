package dev.lifeboat.dashboard;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.catalogue.Catalogue;
import dev.lifeboat.catalogue.KeepUntil;
import dev.lifeboat.catalogue.KnownPrimary;
import dev.lifeboat.catalogue.ListedSets;
import dev.lifeboat.catalogue.SetIndex;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.health.ReadinessExamination;
import dev.lifeboat.readiness.Readiness;
import dev.lifeboat.report.BackupRun;
import dev.lifeboat.report.KnownReports;
import dev.lifeboat.report.ReportArchive;
import dev.lifeboat.report.ReportType;
import dev.lifeboat.report.StoredReport;
import dev.lifeboat.retention.KeepTimes;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads overviews from the stores: one listing of sets and reports, and at most a thousand reports, of which later ones read the
 * new ones only. One that is younger than a minute is given again, for a page may be open in many browsers. Thread-safe.
 */
public final class Overviews {
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int MOST_BACKUPS = 900;
    private static final int MOST_DRILLS = 100;

    private final Runbook runbook;
    private final OpenVault vault;
    private final SetIndex index;
    private final ReadinessExamination readiness;
    private final Map<String, StoredReport.Read<?>> known = KnownReports.atMost(MOST_BACKUPS + MOST_DRILLS);
    private @Nullable Overview last;

    public Overviews(Runbook runbook, Secrets secrets, SetIndex index) {
        this.runbook = runbook;
        this.vault = OpenVault.of(Vault.of(runbook), secrets);
        this.index = index;
        this.readiness = new ReadinessExamination(runbook, vault, secrets);
    }

    /** How things stand; throws STORE_UNAVAILABLE where no store answers. */
    public synchronized Overview at(Instant now) {
        Overview before = last;
        if (before != null && before.dashboard().at().plus(EVERY).isAfter(now)) {
            return before;
        }
        KeepUntil keep = KeepTimes.ends(runbook);
        ListedSets listed = new Catalogue(vault, index, keep).list();
        ReportArchive archive = new ReportArchive(vault, known);
        List<String> notes = new ArrayList<>();
        List<BackupRun> backups =
                archive.since(ReportType.BACKUP, runbook.name(), Figures.firstDay(now), MOST_BACKUPS, notes);
        List<DrillReport> drills =
                archive.since(ReportType.DRILL, runbook.name(), now.minus(Figures.DRILLS_SINCE), MOST_DRILLS, notes);
        Readiness ready = readiness.look(listed, drills, now);
        Overview overview = new Overview(
                runbook.name(),
                ready,
                new Figures(runbook, listed, keep, now).of(backups, drills, notes),
                warnings(listed));
        last = overview;
        return overview;
    }

    private List<String> warnings(ListedSets listed) {
        List<String> warnings = new ArrayList<>();
        String lost = listed.lostPrimary(vault);
        if (lost != null) {
            warnings.add(lost + " The reports and marks that lay there are not counted below; "
                    + KnownPrimary.remedy(
                            String.valueOf(runbook.store().primary().name())));
        }
        listed.silent()
                .forEach((store, why) -> warnings.add("store " + store + " does not answer: " + why
                        + ": the reports and marks that lie there alone are not counted below"));
        return warnings;
    }
}

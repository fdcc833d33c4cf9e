package dev.lifeboat.report;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.SECRET_MISSING;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.repair.RepairReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.rollback.RollbackReport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps reports in the store: JSON for programs, one self-contained HTML page beside it, a detached signature of each. Create-only:
 * a repeat is the same. Where this machine has no signing key, as on a laptop that restores, they are kept unsigned.
 */
public final class Reports {
    /** Ends the name of a drill's second report, which says who signed it off. */
    public static final String SIGNED_OFF = "-signed-off";

    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    /** What a trend looks back on: three months of weekly drills, two weeks of daily backups. */
    private static final int MOST_DRILLS = 12;

    private static final int MOST_BACKUPS = 14;

    private final OpenVault vault;
    private final ReportArchive archive;

    /** @param vault one that {@linkplain OpenVault#recording records} */
    public Reports(OpenVault vault) {
        this.vault = vault;
        this.archive = new ReportArchive(vault);
    }

    /** Writes a backup's report and returns it with its place. */
    public BackupRun write(BackupRun run) {
        String object = place(ReportType.BACKUP, run.runId(), run.startedAt());
        BackupRun placed = run.placedAt(object + ".json");
        write(
                object,
                placed,
                () -> BackupPage.of(
                        placed,
                        archive.before(
                                ReportType.BACKUP,
                                run.runbook(),
                                run.startedAt(),
                                MOST_BACKUPS,
                                earlier -> earlier.mode() == run.mode())));
        return placed;
    }

    /** Writes a verification's report and returns it with its place. */
    public VerifyRun write(VerifyRun run) {
        String object = place(ReportType.VERIFICATION, run.runId(), run.startedAt());
        VerifyRun placed = run.placedAt(object + ".json");
        write(object, placed, () -> VerifyPage.of(placed));
        return placed;
    }

    /** Writes a restore's report and returns it with its place. */
    public RestoreReport write(RestoreReport report) {
        String object = place(ReportType.RESTORE, report.runId(), report.startedAt());
        RestoreReport placed = report.placedAt(object + ".json");
        write(object, placed, () -> RestorePage.of(placed));
        return placed;
    }

    /** Writes a repair's report and returns it with its place. */
    public RepairReport write(RepairReport report) {
        String object = place(ReportType.REPAIR, report.runId(), report.startedAt());
        RepairReport placed = report.placedAt(object + ".json");
        write(object, placed, () -> ChangePages.of(placed));
        return placed;
    }

    /** Writes a roll-back's report and returns it with its place. */
    public RollbackReport write(RollbackReport report) {
        String object = place(ReportType.ROLLBACK, report.runId(), report.startedAt());
        RollbackReport placed = report.placedAt(object + ".json");
        write(object, placed, () -> ChangePages.of(placed));
        return placed;
    }

    /** Writes a drill's report and returns it with its place. */
    public DrillReport write(DrillReport report) {
        String suffix = report.signOff().isEmpty() ? "" : SIGNED_OFF;
        String object = place(ReportType.DRILL, report.runId(), report.startedAt()) + suffix;
        DrillReport placed = report.placedAt(object + ".json");
        write(object, placed, () -> DrillPage.of(placed, earlier(placed)));
        return placed;
    }

    private List<DrillReport> earlier(DrillReport report) {
        String runbook = ReportLine.runbookOf(report.runId());
        return archive.before(ReportType.DRILL, runbook, report.startedAt(), MOST_DRILLS - 1, drill -> true);
    }

    /**
     * Writes a report under a name without its ending.
     *
     * @param page is made when the JSON is written: what people read must not cost what programs do
     */
    public void write(String object, Object json, Supplier<Page> page) {
        writeFile(object + ".json", ManifestJson.write(json));
        writePage(object, page);
    }

    /** Writes a page beside a report that is there. */
    public void writePage(String object, Supplier<Page> page) {
        writeFile(object + ".html", PageHtml.of(page.get()));
    }

    private void writeFile(String name, byte[] content) {
        try {
            if (vault.signerIfAny() != null) {
                new SignedRecords(vault).writeFile(name, content);
            } else {
                unsigned(name, content, "keys.signing names no key");
            }
        } catch (LifeboatException e) {
            if (e.code() != SECRET_MISSING && e.code() != KEY_UNUSABLE) {
                throw e;
            }
            unsigned(name, content, String.valueOf(e.getMessage()));
        }
    }

    private void unsigned(String name, byte[] content, String reason) {
        LOG.warn("event=report-not-signed object={} reason=\"{}\"", name, reason);
        // The key is the run and its start: what is there is an earlier try's report of the same run.
        SetObjects.writeUnlessThere(vault.store(), name, () -> content);
    }

    private static String place(ReportType<?> type, String runId, Instant startedAt) {
        return folder(type.folder(), runId) + "/" + time(startedAt);
    }

    /** Where reports are kept that are sorted by time. */
    static String byTime(String folder, Instant startedAt, String runId) {
        String hash = Digests.sha256(runId.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
        return "reports/" + folder + "/" + time(startedAt) + "-" + hash;
    }

    /** A moment as it stands in names. */
    public static String time(Instant at) {
        return at.toString().substring(0, 19).replace(":", "-");
    }

    /** Where a run's reports and evidence are kept, relative to the store. */
    public static String folder(String kind, String runId) {
        String name = runId.replaceAll("[^A-Za-z0-9_.-]", "_");
        String hash = Digests.sha256(runId.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
        return "reports/" + kind + "/" + name + "-" + hash;
    }
}

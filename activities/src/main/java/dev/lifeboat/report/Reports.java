package dev.lifeboat.report;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.SECRET_MISSING;

import dev.lifeboat.archive.Digests;
import dev.lifeboat.archive.ManifestJson;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.SetObjects;
import dev.lifeboat.archive.SignedRecords;
import dev.lifeboat.drill.BisectRun;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.repair.RepairReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.rollback.RollbackReport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
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
        write(object, placed, () -> BackupPage.of(placed, earlier(placed)));
        return placed;
    }

    /** Of the same mode, by the same schedule: runs of others are many, and each costs a read. */
    private List<BackupRun> earlier(BackupRun run) {
        Pattern series = Pattern.compile(Pattern.quote(series(ReportType.BACKUP, run.runId())) + "-\\d{4}-.*");
        return lookBack(
                ReportType.BACKUP,
                run.runbook(),
                stored -> isBefore(stored, run.startedAt())
                        && series.matcher(stored.object()).matches(),
                earlier -> earlier.mode() == run.mode(),
                MOST_BACKUPS - 1);
    }

    /** Names know no fraction of a second: a run's own report, which is there already, began no earlier than it did. */
    private static boolean isBefore(StoredReport<?> stored, Instant startedAt) {
        return stored.startedAt().isBefore(startedAt.truncatedTo(ChronoUnit.SECONDS));
    }

    /** The oldest first; nothing where the store does not answer: a trend is worth no report. */
    private <T> List<T> lookBack(
            ReportType<T> type, String runbook, Predicate<StoredReport<?>> which, Predicate<T> wanted, int most) {
        try {
            List<T> found = new ArrayList<>(archive.signed(type, runbook, which)
                    .filter(wanted)
                    .limit(most)
                    .toList());
            Collections.reverse(found);
            return found;
        } catch (LifeboatException e) {
            LOG.warn("event=trend-left-out code={} reason=\"{}\"", e.code(), e.getMessage());
            return List.of();
        }
    }

    /** What the folders of a run, and of those of its schedule or mode before, begin with. */
    private static String series(ReportType<?> type, String runId) {
        return type.root() + plain(runId.replaceFirst("-\\d{4}-\\d\\d-\\d\\dT.*$", ""));
    }

    /** Writes a verification's report and returns it with its place. */
    public VerifyRun write(VerifyRun run) {
        String object = place(ReportType.VERIFICATION, run.runId(), run.startedAt());
        VerifyRun placed = run.placedAt(object + ".json");
        write(object, placed, () -> VerifyPage.of(placed));
        return placed;
    }

    /** Writes that a run failed and returns it with its place. */
    public FailedRun write(FailedRun run) {
        String object = place(ReportType.FAILURE, run.runId(), run.startedAt());
        FailedRun placed = run.placedAt(object + ".json");
        write(object, placed, () -> FailurePage.of(placed));
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

    /** Writes the report of a search for the last good set and returns it with its place. */
    public BisectRun write(BisectRun run) {
        String object = place(ReportType.BISECT, run.search().runId(), run.startedAt());
        BisectRun placed = run.placedAt(object + ".json");
        write(object, placed, () -> BisectPage.of(placed));
        return placed;
    }

    private List<DrillReport> earlier(DrillReport report) {
        String runbook = ReportLine.runbookOf(report.runId());
        return lookBack(
                ReportType.DRILL,
                runbook,
                stored -> isBefore(stored, report.startedAt()),
                any -> true,
                MOST_DRILLS - 1);
    }

    /**
     * Writes a report under a name without its ending.
     *
     * @param page is made when the JSON is written: what people read must not cost what programs do
     */
    public void write(String object, Object json, Supplier<Page> page) {
        writePage(object, writeFile(object + ".json", ManifestJson.write(json)), page);
    }

    /**
     * Writes a page beside a report that is there.
     *
     * @param sha256 of the report
     */
    public void writePage(String object, String sha256, Supplier<Page> page) {
        writeFile(object + ".html", PageHtml.of(page.get(), object + ".json", sha256));
    }

    /** Returns the SHA-256 of what is there. */
    private String writeFile(String name, byte[] content) {
        try {
            if (vault.signerIfAny() != null) {
                return new SignedRecords(vault).writeFile(name, content);
            }
            return unsigned(name, content, "keys.signing names no key");
        } catch (LifeboatException e) {
            if (e.code() != SECRET_MISSING && e.code() != KEY_UNUSABLE) {
                throw e;
            }
            return unsigned(name, content, String.valueOf(e.getMessage()));
        }
    }

    private String unsigned(String name, byte[] content, String reason) {
        LOG.warn("event=report-not-signed object={} reason=\"{}\"", name, reason);
        // The key is the run and its start: what is there is an earlier try's report of the same run.
        return SetObjects.writeUnlessThere(vault.store(), name, () -> content)
                ? Digests.sha256(content)
                : Digests.sha256(SetObjects.readSmall(vault.store(), name));
    }

    private static String place(ReportType<?> type, String runId, Instant startedAt) {
        return folder(type.folder(), runId) + "/" + time(startedAt);
    }

    /** Where the report of a verification of all sets is kept, without its ending. */
    public static String ofAll(Instant startedAt, String runId) {
        return byTime("verifications", startedAt, runId);
    }

    /** Where plan and report of a clean-up of a store are kept, without their endings. */
    public static String ofCleanUp(Instant startedAt, String runId, String store) {
        return byTime("retention", startedAt, runId) + "/" + store.replaceAll("[^A-Za-z0-9_-]", "_");
    }

    private static String byTime(String folder, Instant startedAt, String runId) {
        String hash = Digests.sha256(runId.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
        return "reports/" + folder + "/" + time(startedAt) + "-" + hash;
    }

    /** A moment as it stands in names. */
    public static String time(Instant at) {
        return at.toString().substring(0, 19).replace(":", "-");
    }

    /** Where a run's reports and evidence are kept, relative to the store. */
    public static String folder(String kind, String runId) {
        String hash = Digests.sha256(runId.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
        return "reports/" + kind + "/" + plain(runId) + "-" + hash;
    }

    private static String plain(String runId) {
        return runId.replaceAll("[^A-Za-z0-9_.-]", "_");
    }
}

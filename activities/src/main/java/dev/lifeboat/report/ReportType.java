package dev.lifeboat.report;

import dev.lifeboat.drill.BisectRun;
import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.repair.RepairReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.retention.CleanUpReport;
import dev.lifeboat.rollback.RollbackReport;
import dev.lifeboat.verify.VerifyAllReport;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of report.
 *
 * @param kind of the run: the first part of its id; empty: any
 * @param folder below {@code reports/}
 * @param byRun whether its run has a folder of its own; else its name is a time, and only what it says tells whose it is
 * @param type what its JSON is
 * @param page without what other reports say: the page in the store has the trend, too
 * @param object where it belongs, as it says
 */
public record ReportType<T>(
        String kind,
        String folder,
        boolean byRun,
        Class<T> type,
        Function<T, ReportLine> line,
        Function<T, Page> page,
        Function<T, String> object) {
    private static final String TIME = "(\\d{4}-\\d\\d-\\d\\dT\\d\\d-\\d\\d-\\d\\d)";

    /** Of a run: evidence and undo files, which lie beside it, are called otherwise. */
    private static final Pattern BY_RUN =
            Pattern.compile("reports/([a-z]+)/[^/]+/" + TIME + "(?:" + Reports.SIGNED_OFF + ")?\\.json");

    /** Of a clean-up, one a store, with its plan beside it; of a verification of all sets. */
    private static final Pattern BY_TIME =
            Pattern.compile("reports/([a-z]+)/" + TIME + "-[0-9a-f]{8}(?:/[^/]+(?<!\\.plan))?\\.json");

    public static final ReportType<BackupRun> BACKUP = new ReportType<>(
            "backup",
            "backups",
            true,
            BackupRun.class,
            BackupPage::line,
            run -> BackupPage.of(run, List.of()),
            run -> String.valueOf(run.object()));

    public static final ReportType<VerifyRun> VERIFICATION = new ReportType<>(
            "verify",
            "verifications",
            true,
            VerifyRun.class,
            VerifyPage::line,
            VerifyPage::of,
            run -> String.valueOf(run.object()));

    /** Of all kept sets in one run. */
    public static final ReportType<VerifyAllReport> VERIFY_ALL = new ReportType<>(
            "verify",
            "verifications",
            false,
            VerifyAllReport.class,
            VerifyPage::line,
            VerifyPage::of,
            report -> Reports.ofAll(report.startedAt(), report.runId()) + ".json");

    public static final ReportType<DrillReport> DRILL = new ReportType<>(
            "drill",
            "drills",
            true,
            DrillReport.class,
            DrillPage::line,
            report -> DrillPage.of(report, List.of()),
            report -> String.valueOf(report.object()));

    /** Of a search for the last good set. */
    public static final ReportType<BisectRun> BISECT = new ReportType<>(
            "bisect",
            "bisects",
            true,
            BisectRun.class,
            BisectPage::line,
            BisectPage::of,
            run -> String.valueOf(run.object()));

    public static final ReportType<RestoreReport> RESTORE = new ReportType<>(
            "restore",
            "restores",
            true,
            RestoreReport.class,
            RestorePage::line,
            RestorePage::of,
            report -> String.valueOf(report.object()));

    public static final ReportType<RepairReport> REPAIR = new ReportType<>(
            "repair",
            "repairs",
            true,
            RepairReport.class,
            ChangePages::line,
            ChangePages::of,
            report -> String.valueOf(report.object()));

    public static final ReportType<RollbackReport> ROLLBACK = new ReportType<>(
            "rollback",
            "rollbacks",
            true,
            RollbackReport.class,
            ChangePages::line,
            ChangePages::of,
            report -> String.valueOf(report.object()));

    public static final ReportType<CleanUpReport> CLEAN_UP = new ReportType<>(
            "retention",
            "retention",
            false,
            CleanUpReport.class,
            CleanUpPage::line,
            CleanUpPage::of,
            report -> Reports.ofCleanUp(report.startedAt(), report.runId(), report.store()) + ".json");

    /** Whether a run can have left one. */
    boolean isLeftBy(String run) {
        return kind.isEmpty() || run.startsWith(kind + "/");
    }

    /** Where all of them lie. */
    String root() {
        return "reports/" + folder + "/";
    }

    /** Whether a report is one of this runbook's runs, as far as its name tells. */
    boolean isOf(String object, String runbook) {
        if (!byRun) {
            return true;
        }
        // No runbook's name has the character that stands for a slash, and no kind.
        return kind.isEmpty()
                ? object.replaceFirst("^" + root() + "[a-z-]+_", "").startsWith(runbook + "_")
                : object.startsWith(root() + kind + "_" + runbook + "_");
    }

    /** The report that lies there; nothing: that is not where one of this kind lies. */
    Optional<StoredReport<T>> place(String object) {
        Matcher matcher = (byRun ? BY_RUN : BY_TIME).matcher(object);
        if (!matcher.matches() || !matcher.group(1).equals(folder)) {
            return Optional.empty();
        }
        String time = matcher.group(2);
        String text = time.substring(0, 13) + ":" + time.substring(14, 16) + ":" + time.substring(17) + "Z";
        try {
            return Optional.of(new StoredReport<>(this, object, Instant.parse(text)));
        } catch (DateTimeParseException e) {
            // Whoever may write there can call things as he likes.
            return Optional.empty();
        }
    }

    /** Of whatever kind of run that had nothing else to report. */
    public static final ReportType<FailedRun> FAILURE = new ReportType<>(
            "",
            "failures",
            true,
            FailedRun.class,
            FailurePage::line,
            FailurePage::of,
            run -> String.valueOf(run.object()));

    /** The kinds of runs that leave one. */
    public static List<String> kinds() {
        return all().stream()
                .map(ReportType::kind)
                .filter(kind -> !kind.isEmpty())
                .distinct()
                .toList();
    }

    /** Those that a run leaves. */
    public static List<ReportType<?>> all() {
        return List.of(BACKUP, VERIFICATION, VERIFY_ALL, DRILL, BISECT, RESTORE, REPAIR, ROLLBACK, CLEAN_UP, FAILURE);
    }
}

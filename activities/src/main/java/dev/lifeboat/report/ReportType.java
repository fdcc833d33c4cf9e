package dev.lifeboat.report;

import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.repair.RepairReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.retention.CleanUpReport;
import dev.lifeboat.rollback.RollbackReport;
import dev.lifeboat.verify.VerifyAllReport;
import java.util.List;
import java.util.function.Function;

/**
 * A kind of report.
 *
 * @param kind of the run: the first part of its id
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
            report -> Reports.byTime("verifications", report.startedAt(), report.runId()) + ".json");

    public static final ReportType<DrillReport> DRILL = new ReportType<>(
            "drill",
            "drills",
            true,
            DrillReport.class,
            DrillPage::line,
            report -> DrillPage.of(report, List.of()),
            report -> String.valueOf(report.object()));

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
            report -> Reports.byTime("retention", report.startedAt(), report.runId()) + "/"
                    + report.store().replaceAll("[^A-Za-z0-9_-]", "_") + ".json");

    /** Those that a run leaves. */
    public static List<ReportType<?>> all() {
        return List.of(BACKUP, VERIFICATION, VERIFY_ALL, DRILL, RESTORE, REPAIR, ROLLBACK, CLEAN_UP);
    }
}

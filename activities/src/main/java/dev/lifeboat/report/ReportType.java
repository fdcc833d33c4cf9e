package dev.lifeboat.report;

import dev.lifeboat.drill.DrillReport;
import dev.lifeboat.repair.RepairReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.retention.CleanUpReport;
import dev.lifeboat.rollback.RollbackReport;
import java.util.List;
import java.util.function.Function;

/**
 * A kind of report.
 *
 * @param kind of the run: the first part of its id
 * @param folder below {@code reports/}
 * @param type what its JSON is
 * @param page without what other reports say: the page in the store has the trend, too
 */
public record ReportType<T>(
        String kind, String folder, Class<T> type, Function<T, ReportLine> line, Function<T, Page> page) {
    public static final ReportType<BackupRun> BACKUP = new ReportType<>(
            "backup", "backups", BackupRun.class, BackupPage::line, run -> BackupPage.of(run, List.of()));

    public static final ReportType<VerifyRun> VERIFICATION =
            new ReportType<>("verify", "verifications", VerifyRun.class, VerifyPage::line, VerifyPage::of);

    public static final ReportType<DrillReport> DRILL = new ReportType<>(
            "drill", "drills", DrillReport.class, DrillPage::line, report -> DrillPage.of(report, List.of()));

    public static final ReportType<RestoreReport> RESTORE =
            new ReportType<>("restore", "restores", RestoreReport.class, RestorePage::line, RestorePage::of);

    public static final ReportType<RepairReport> REPAIR =
            new ReportType<>("repair", "repairs", RepairReport.class, ChangePages::line, ChangePages::of);

    public static final ReportType<RollbackReport> ROLLBACK =
            new ReportType<>("rollback", "rollbacks", RollbackReport.class, ChangePages::line, ChangePages::of);

    public static final ReportType<CleanUpReport> CLEAN_UP =
            new ReportType<>("retention", "retention", CleanUpReport.class, CleanUpPage::line, CleanUpPage::of);

    /** Those that a run leaves. */
    public static List<ReportType<?>> all() {
        return List.of(BACKUP, VERIFICATION, DRILL, RESTORE, REPAIR, ROLLBACK, CLEAN_UP);
    }
}

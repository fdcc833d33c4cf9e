package dev.lifeboat.scale;

import dev.lifeboat.report.BackupRun;
import dev.lifeboat.report.FailedRun;
import dev.lifeboat.report.ReportActivities;
import dev.lifeboat.report.VerifyRun;
import dev.lifeboat.set.Vault;

/** Reports that nobody reads. */
final class SimulatedReports implements ReportActivities {
    @Override
    public String backup(Vault vault, BackupRun run) {
        return "reports/backups/x.json";
    }

    @Override
    public String verification(Vault vault, VerifyRun run) {
        return "reports/verifications/x.json";
    }

    @Override
    public String failure(Vault vault, FailedRun run) {
        return "reports/failures/x.json";
    }
}

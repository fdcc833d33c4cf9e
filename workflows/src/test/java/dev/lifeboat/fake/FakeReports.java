package dev.lifeboat.fake;

import dev.lifeboat.report.BackupRun;
import dev.lifeboat.report.FailedRun;
import dev.lifeboat.report.ReportActivities;
import dev.lifeboat.report.VerifyRun;
import dev.lifeboat.set.Vault;
import java.util.ArrayList;
import java.util.List;

/** Reports of backups and verifications. */
public final class FakeReports implements ReportActivities {
    private final Script script;
    private final List<BackupRun> backups = new ArrayList<>();
    private final List<VerifyRun> verifications = new ArrayList<>();
    private final List<FailedRun> failures = new ArrayList<>();

    FakeReports(Script script) {
        this.script = script;
    }

    @Override
    public synchronized String backup(Vault vault, BackupRun run) {
        script.play("report-backup");
        backups.add(run);
        return "reports/backups/x.json";
    }

    @Override
    public synchronized String verification(Vault vault, VerifyRun run) {
        script.play("report-verification");
        verifications.add(run);
        return "reports/verifications/x.json";
    }

    @Override
    public synchronized String failure(Vault vault, FailedRun run) {
        script.play("report-failure");
        failures.add(run);
        return "reports/failures/x.json";
    }

    public synchronized List<FailedRun> failures() {
        return List.copyOf(failures);
    }

    public synchronized List<BackupRun> backups() {
        return List.copyOf(backups);
    }

    public synchronized List<VerifyRun> verifications() {
        return List.copyOf(verifications);
    }
}

package dev.lifeboat.report;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;

/** Leaves reports of backups and verifications in the store. Thread-safe. */
public final class ReportActivitiesImpl implements ReportActivities {
    private final Secrets secrets;

    public ReportActivitiesImpl(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public String backup(Vault vault, BackupRun run) {
        return String.valueOf(reports(vault).write(run).object());
    }

    @Override
    public String verification(Vault vault, VerifyRun run) {
        return String.valueOf(reports(vault).write(run).object());
    }

    @Override
    public String failure(Vault vault, FailedRun run) {
        return String.valueOf(reports(vault).write(run).object());
    }

    private Reports reports(Vault vault) {
        return new Reports(OpenVault.of(vault, secrets).recording());
    }
}

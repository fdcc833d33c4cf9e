package dev.lifeboat.audit;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.archive.PreviousSet;
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Log, heads and their examination, for workflows. Thread-safe. */
public final class AuditActivitiesImpl implements AuditActivities {
    private final Secrets secrets;

    public AuditActivitiesImpl(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public void record(Vault vault, Audit audit, AuditEvent event, Instant at) {
        AuditTrail.of(OpenVault.of(vault, secrets), secrets, audit).record(event, at);
    }

    @Override
    public List<String> signHeads(
            Vault vault, String runId, @Nullable String set, @Nullable String manifestSha256, Instant at) {
        PreviousSet newest = set == null || manifestSha256 == null ? null : new PreviousSet(set, manifestSha256);
        return new AuditHeads(vault, secrets).sign(runId, newest, at);
    }

    @Override
    public AuditReport examine(Vault vault, Instant at) {
        try (Heartbeat heartbeat = Heartbeat.start()) {
            return new Examination(vault, secrets, () -> heartbeat.moved(1, 0)).run(at);
        }
    }
}

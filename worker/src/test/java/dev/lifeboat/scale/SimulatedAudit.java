package dev.lifeboat.scale;

import dev.lifeboat.audit.AuditActivities;
import dev.lifeboat.audit.AuditEvent;
import dev.lifeboat.audit.AuditReport;
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.set.Vault;
import java.time.Instant;
import java.util.List;

/** A log that takes everything and keeps nothing. */
final class SimulatedAudit implements AuditActivities {
    @Override
    public void record(Vault vault, Audit audit, AuditEvent event, Instant at) {
        // Taken.
    }

    @Override
    public List<String> signHeads(Vault vault, String runId, String set, String manifestSha256, Instant at) {
        return List.of();
    }

    @Override
    public AuditReport examine(Vault vault, Instant at) {
        throw new UnsupportedOperationException("no run of a test of scale examines a log");
    }
}

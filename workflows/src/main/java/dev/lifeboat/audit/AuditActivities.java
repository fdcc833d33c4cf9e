package dev.lifeboat.audit;

import dev.lifeboat.runbook.Audit;
import dev.lifeboat.set.Vault;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writing accesses and decisions down, and looking whether all of them are still there. */
@ActivityInterface
public interface AuditActivities {
    /**
     * Appends the event to the log and, where the runbook names them, to the application's tables. A repeat is a second entry.
     * Throws what the store throws: STORE_UNAVAILABLE, STORE_FULL.
     */
    @ActivityMethod(name = "RecordAudit")
    void record(Vault vault, Audit audit, AuditEvent event, Instant at);

    /**
     * Signs how far the log and the chain of sets reach, in every store. A repeat by the same run is the same record.
     * Throws KEY_UNUSABLE, SECRET_MISSING, and AUDIT_BROKEN where the log is not the one that the newest heads name; a
     * store that cannot be written is in the result.
     *
     * @param set the one that was sealed last; null: none was since the newest head
     * @param manifestSha256 of its manifest; null with it
     * @return the stores that could not be written, and why; empty: none
     */
    @ActivityMethod(name = "SignHeads")
    List<String> signHeads(
            Vault vault, String runId, @Nullable String set, @Nullable String manifestSha256, Instant at);

    /**
     * Compares log, sets and signed heads with each other. Only reads; heartbeats. Throws STORE_UNAVAILABLE when the primary
     * store does not answer; whatever was tampered with is in the report.
     */
    @ActivityMethod(name = "ExamineAudit")
    AuditReport examine(Vault vault, Instant at);
}

package dev.lifeboat.repair;

import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.DatabaseRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RepairWorkflow} is asked to do.
 *
 * @param set an id, {@code latest} or {@code latest:MODE}
 * @param targetName the name people know the target by: its database's name; part of the run's id
 * @param tables {@code schema.table}; a partitioned table stands for its partitions; empty: all of the set's, phase by phase
 *     of the runbook
 * @param deleteExtra whether rows that the set does not have are deleted; else they stay
 * @param autoApprove whether the repair is approved in advance by {@code startedBy}
 * @param startedBy who starts the run
 * @param deciderKeys as in {@link dev.lifeboat.restore.RestoreRequest}
 * @param directDecisions whether decisions without a token are accepted, and recorded as unauthenticated
 * @param despiteAlarm why rows of an alarmed set are taken; null: they are not
 */
public record RepairRequest(
        Runbook runbook,
        String runbookSha256,
        String set,
        DatabaseRef target,
        String targetName,
        List<String> tables,
        boolean deleteExtra,
        boolean autoApprove,
        String startedBy,
        List<String> deciderKeys,
        boolean directDecisions,
        @Nullable String despiteAlarm) {
    public RepairRequest {
        tables = tables.stream().map(Runbook::qualified).sorted().distinct().toList();
        deciderKeys = List.copyOf(deciderKeys);
        if (tables.isEmpty() && deleteExtra) {
            throw new IllegalArgumentException("extra rows are deleted of named tables only");
        }
    }

    /** Whether a schema is filled, phase by phase. */
    public boolean phased() {
        return tables.isEmpty();
    }
}

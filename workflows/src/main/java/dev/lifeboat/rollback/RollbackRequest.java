package dev.lifeboat.rollback;

import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.DatabaseRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RollbackWorkflow} is asked to do.
 *
 * @param set an id, {@code latest} or {@code latest:MODE}
 * @param targetName the name people know the target by: its database's name; part of the run's id
 * @param dropExtra whether tables, columns and sequences that the set does not know are dropped with what they hold; else they
 *     stay
 * @param autoApprove whether the change is approved in advance by {@code startedBy}
 * @param startedBy who starts the run
 * @param deciderKeys as in {@link dev.lifeboat.restore.RestoreRequest}
 * @param directDecisions whether decisions without a token are accepted, and recorded as unauthenticated
 * @param despiteAlarm why the definitions of an alarmed set are taken; null: they are not
 */
public record RollbackRequest(
        Runbook runbook,
        String runbookSha256,
        String set,
        DatabaseRef target,
        String targetName,
        boolean dropExtra,
        boolean autoApprove,
        String startedBy,
        List<String> deciderKeys,
        boolean directDecisions,
        @Nullable String despiteAlarm) {
    public RollbackRequest {
        deciderKeys = List.copyOf(deciderKeys);
    }
}

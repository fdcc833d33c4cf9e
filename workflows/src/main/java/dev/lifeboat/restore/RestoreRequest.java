package dev.lifeboat.restore;

import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.set.DatabaseRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RestoreWorkflow} is asked to do.
 *
 * @param set an id, {@code latest} or {@code latest:MODE}
 * @param targetName the name people know the target by: its database's name; part of the run's id
 * @param autoApprove whether green gates are approved in advance by {@code startedBy}
 * @param resume whether a target that an earlier run left half-restored is continued
 * @param startOver whether what an earlier run made in the target is dropped first
 * @param breakGlass the typed name of a database with data, which is renamed before the restore; null: refuse it
 * @param startedBy who starts the run
 * @param deciderKeys base64 X.509 Ed25519 public keys of the starters whose decision tokens count
 * @param directDecisions whether decisions without a token are accepted, and recorded as unauthenticated
 * @param drill whether this is a rehearsal: four-eyes and counts of approvers do not apply to green gates
 * @param rights owners and grants to bring back; null: all of them
 * @param selection which rows to bring back; null: all of them
 * @param despiteAlarm why an alarmed set is restored; null: it is not
 * @param manifestSha256 pins the set where another run has chosen it; null: the run chooses it
 */
public record RestoreRequest(
        Runbook runbook,
        String runbookSha256,
        String set,
        DatabaseRef target,
        String targetName,
        boolean autoApprove,
        boolean resume,
        boolean startOver,
        @Nullable String breakGlass,
        String startedBy,
        List<String> deciderKeys,
        boolean directDecisions,
        boolean drill,
        Rights rights,
        Selection selection,
        @Nullable String despiteAlarm,
        @Nullable String manifestSha256) {
    public RestoreRequest {
        selection = selection == null ? Selection.ALL : selection;
        deciderKeys = List.copyOf(deciderKeys);
        rights = rights == null ? Rights.ALL : rights;
    }
}

package dev.lifeboat.restore;

import dev.lifeboat.runbook.Audit;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;

/**
 * What every activity of a restore needs.
 *
 * @param runId the restore's workflow id
 * @param identity the approved target; checked on each connection
 * @param token of this run in the target's marker: a takeover changes it and so stops older attempts
 * @param rights owners and grants to bring back; null: all of them
 * @param selection which rows to bring back; null: all of them
 * @param audit where the application is told of what happens to the set
 */
public record RunTask(
        Vault vault,
        String setId,
        String manifestSha256,
        String runId,
        DatabaseRef target,
        TargetIdentity identity,
        String token,
        Rights rights,
        Selection selection,
        Audit audit) {
    public RunTask {
        selection = selection == null ? Selection.ALL : selection;
        audit = audit == null ? Audit.DEFAULT : audit;
        rights = rights == null ? Rights.ALL : rights;
    }
}

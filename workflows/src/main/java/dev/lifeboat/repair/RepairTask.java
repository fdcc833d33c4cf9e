package dev.lifeboat.repair;

import dev.lifeboat.restore.TargetIdentity;
import dev.lifeboat.runbook.Audit;
import dev.lifeboat.set.DatabaseRef;
import dev.lifeboat.set.Vault;
import java.util.List;

/**
 * What every activity of a repair needs.
 *
 * @param execution one start of the run: another start's side schema is not this one's
 * @param stage its name
 * @param tables the stage's, {@code schema.table}
 * @param later those of the stages that follow: their rows are not there yet
 * @param audit where the application is told of what happens to the set
 */
public record RepairTask(
        Vault vault,
        String setId,
        String manifestSha256,
        String runId,
        String execution,
        DatabaseRef target,
        TargetIdentity identity,
        String stage,
        List<String> tables,
        List<String> later,
        boolean deleteExtra,
        Audit audit) {
    public RepairTask {
        tables = List.copyOf(tables);
        later = List.copyOf(later);
        audit = audit == null ? Audit.DEFAULT : audit;
    }
}

package dev.lifeboat.repair;

import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.TargetIdentity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a repair went.
 *
 * @param tables what was found and, if it completed, mended
 * @param undo the object that would take the repair back, relative to the store; null: nothing was changed
 * @param object where the report is kept, relative to the store; null until it is written
 */
public record RepairReport(
        String runId,
        String runbook,
        String setId,
        TargetIdentity target,
        RestoreOutcome outcome,
        List<TableDifference> tables,
        boolean deleteExtra,
        @Nullable String undo,
        String startedBy,
        Instant startedAt,
        Instant endedAt,
        List<RecordedDecision> decisions,
        List<String> warnings,
        @Nullable String object) {
    public RepairReport {
        tables = List.copyOf(tables);
        decisions = List.copyOf(decisions);
        warnings = List.copyOf(warnings);
    }
}

package dev.lifeboat.repair;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.gate.GateResult;
import dev.lifeboat.report.Reported;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.TargetIdentity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a repair went.
 *
 * @param tables what was found and, if it completed, mended
 * @param undo the objects that would take the repair back, relative to the store, the last one first; empty: nothing was changed
 * @param gates the runbook's checks after each stage
 * @param object where the report is kept, relative to the store; null until it is written
 * @param error why it failed; null: it did not
 */
public record RepairReport(
        String runId,
        String runbook,
        @JsonProperty("set") @JsonAlias("setId") String setId,
        TargetIdentity target,
        RestoreOutcome outcome,
        List<TableDifference> tables,
        boolean deleteExtra,
        List<String> undo,
        List<GateResult> gates,
        String startedBy,
        Instant startedAt,
        Instant endedAt,
        List<RecordedDecision> decisions,
        List<String> warnings,
        @Nullable String object,
        @Nullable String error)
        implements Reported {
    public RepairReport {
        tables = List.copyOf(tables);
        undo = List.copyOf(undo);
        gates = List.copyOf(gates);
        decisions = List.copyOf(decisions);
        warnings = List.copyOf(warnings);
    }

    /** The same at its place. */
    public RepairReport placedAt(String place) {
        return new RepairReport(
                runId,
                runbook,
                setId,
                target,
                outcome,
                tables,
                deleteExtra,
                undo,
                gates,
                startedBy,
                startedAt,
                endedAt,
                decisions,
                warnings,
                place,
                error);
    }
}

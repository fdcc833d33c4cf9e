package dev.lifeboat.rollback;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.decision.RecordedDecision;
import dev.lifeboat.report.Reported;
import dev.lifeboat.restore.RestoreOutcome;
import dev.lifeboat.restore.TargetIdentity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a roll-back of definitions went.
 *
 * @param changes at most {@value RollbackPlan#MOST_CHANGES}
 * @param total how many there were
 * @param applied whether the target was changed
 * @param script the statements, encrypted, relative to the store; null: there were none
 * @param undo what would take them back, as {@code script}
 * @param object where the report is kept, relative to the store; null until it is written
 * @param error why it failed; null: it did not
 */
public record RollbackReport(
        String runId,
        String runbook,
        @JsonProperty("set") @JsonAlias("setId") String setId,
        TargetIdentity target,
        RestoreOutcome outcome,
        List<SchemaChange> changes,
        int total,
        boolean applied,
        @Nullable String script,
        @Nullable String undo,
        String startedBy,
        Instant startedAt,
        Instant endedAt,
        List<RecordedDecision> decisions,
        List<String> warnings,
        @Nullable String object,
        @Nullable String error)
        implements Reported {
    public RollbackReport {
        changes = List.copyOf(changes);
        decisions = List.copyOf(decisions);
        warnings = List.copyOf(warnings);
    }

    /** The same at its place. */
    public RollbackReport placedAt(String place) {
        return new RollbackReport(
                runId, runbook, setId, target, outcome, changes, total, applied, script, undo, startedBy, startedAt,
                endedAt, decisions, warnings, place, error);
    }
}

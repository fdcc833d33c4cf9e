package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step of the application's return.
 *
 * @param within the phase's budget, counted from the start of the restore; null: none
 * @param tables in any order; unqualified names mean {@code public}
 * @param writes tables of later phases that the application writes as soon as this phase is open; the parser of this version
 *     refuses it
 * @param gate checks of the runbook, beside those that every gate makes
 */
public record Phase(
        @JsonProperty(required = true) String name,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        Duration within,

        @JsonProperty(required = true) List<String> tables,
        List<String> writes,
        List<Check> gate,
        Approval approval) {
    public Phase {
        within = within == null ? null : Limits.checked("phases.within", within);
        tables = List.copyOf(tables);
        writes = writes == null ? List.of() : List.copyOf(writes);
        gate = gate == null ? List.of() : List.copyOf(gate);
        approval = approval == null ? Approval.DEFAULT : approval;
        if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
            throw new IllegalArgumentException(
                    "phases: \"" + name + "\" must be lower-case letters, digits and hyphens");
        }
    }

    /** Whether the gate has checks of the running application, which make a second decision (accept) necessary. */
    public boolean hasServiceChecks() {
        return gate.stream().anyMatch(check -> check.http() != null);
    }
}

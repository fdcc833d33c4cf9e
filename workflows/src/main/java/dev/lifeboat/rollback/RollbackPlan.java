package dev.lifeboat.rollback;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.restore.TargetIdentity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rehearsed change of definitions.
 *
 * @param takenAt the snapshot's time
 * @param changes at most {@value #MOST_CHANGES}; the statements are in the script
 * @param total how many there are
 * @param script the statements, encrypted, relative to the store; null: there is nothing to change, or something is in the way
 * @param scriptSha256 of the plain statements, hex
 * @param undo statements that would take it back, encrypted; null: there are none, or their rehearsal failed
 * @param before digest of the target's definitions, hex: the statements are for these
 * @param after digest of the definitions that the rehearsal ended with, hex
 * @param evidence digest of set, target and statements, hex: what is approved
 * @param blockers what stands in the way, each beginning with its error code; empty: nothing
 */
public record RollbackPlan(
        @JsonProperty("set") @JsonAlias("setId") String setId,
        String manifestSha256,
        Instant takenAt,
        TargetIdentity target,
        List<SchemaChange> changes,
        int total,
        @Nullable String script,
        String scriptSha256,
        @Nullable String undo,
        String before,
        String after,
        String evidence,
        List<String> blockers,
        List<String> warnings) {
    /** How many changes travel through history. */
    public static final int MOST_CHANGES = 200;

    public RollbackPlan {
        changes = List.copyOf(changes);
        blockers = List.copyOf(blockers);
        warnings = List.copyOf(warnings);
    }
}

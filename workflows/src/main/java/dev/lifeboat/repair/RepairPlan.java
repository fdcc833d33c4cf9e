package dev.lifeboat.repair;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lifeboat.restore.TargetIdentity;
import java.time.Instant;
import java.util.List;

/**
 * What a repair would do, before anything is changed.
 *
 * @param takenAt the snapshot's time
 * @param stages one after the other
 * @param blockers what stands in the way, each beginning with its error code; empty: nothing
 * @param warnings for example columns that only one side has
 */
public record RepairPlan(
        @JsonProperty("set") @JsonAlias("setId") String setId,
        String manifestSha256,
        Instant takenAt,
        TargetIdentity target,
        List<RepairStage> stages,
        List<String> blockers,
        List<String> warnings) {
    public RepairPlan {
        stages = List.copyOf(stages);
        blockers = List.copyOf(blockers);
        warnings = List.copyOf(warnings);
    }
}

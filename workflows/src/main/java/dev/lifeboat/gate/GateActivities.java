package dev.lifeboat.gate;

import dev.lifeboat.repair.RepairTask;
import dev.lifeboat.restore.RunTask;
import dev.lifeboat.runbook.Check;
import dev.lifeboat.runbook.Phase;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/** Examining a phase. Only reads the target; writes its evidence to the store. */
@ActivityInterface
public interface GateActivities {
    /**
     * Runs every check of a stage, failures first in the result, and issues a nonce. A check that cannot be run is a
     * failed check, not an error. Throws TARGET_UNREACHABLE, TARGET_CHANGED, STORE_UNAVAILABLE.
     *
     * @param resumed whether the phase was opened by an earlier run: rows and content have rightly changed and are left out
     */
    @ActivityMethod(name = "ExamineGate")
    GateResult examine(RunTask run, Phase phase, GateStage stage, int attempt, boolean resumed);

    /**
     * Runs the runbook's own checks of tables that a repair has mended. Throws TARGET_UNREACHABLE, TARGET_CHANGED,
     * STORE_UNAVAILABLE.
     */
    @ActivityMethod(name = "ExamineRepair")
    GateResult examineRepair(RepairTask task, List<Check> checks, int attempt);

    /** A nonce for a manual step: 128 random bits, hex. */
    @ActivityMethod(name = "IssueNonce")
    String issueNonce();
}

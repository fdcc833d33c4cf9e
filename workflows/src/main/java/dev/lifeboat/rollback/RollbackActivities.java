package dev.lifeboat.rollback;

import dev.lifeboat.set.Vault;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** The work of a roll-back of definitions. Every method may be repeated. */
@ActivityInterface
public interface RollbackActivities {
    /**
     * Chooses and authenticates the set, compares its definitions with the target's, and rehearses the change in two databases of
     * its own on the target's server, which it drops again. Changes nothing in the target. Throws NO_SUCH_SET, SIGNATURE_INVALID,
     * SIGNER_UNKNOWN, SET_CORRUPT, KEY_UNUSABLE, TARGET_UNREACHABLE, TOOL_MISSING, TOOL_TOO_OLD.
     */
    @ActivityMethod(name = "PlanRollback")
    RollbackPlan plan(RollbackRequest request, String runId);

    /**
     * Executes the plan's statements in one transaction, if the target's definitions are still those that it was made for.
     * Throws TARGET_CHANGED, SET_CORRUPT if the script is not the plan's, STATEMENT_FAILED: nothing has changed then.
     */
    @ActivityMethod(name = "ApplyRollback")
    RollbackReceipt apply(RollbackRequest request, RollbackPlan plan);

    /** Writes the report to the store and returns it with its place. */
    @ActivityMethod(name = "WriteRollbackReport")
    RollbackReport writeReport(Vault vault, RollbackReport report);
}

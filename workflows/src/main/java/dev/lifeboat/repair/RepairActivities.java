package dev.lifeboat.repair;

import dev.lifeboat.restore.LoadReceipt;
import dev.lifeboat.set.Vault;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;

/**
 * The work of a repair. Every method may be repeated with the same task. All but the first check the target's identity; all
 * may throw TARGET_UNREACHABLE and STATEMENT_FAILED.
 */
@ActivityInterface
public interface RepairActivities {
    /**
     * Chooses and authenticates the set and compares its tables' columns with the target's. Changes nothing. Throws
     * NO_SUCH_SET, SIGNATURE_INVALID, SIGNER_UNKNOWN, SET_CORRUPT, KEY_UNUSABLE, USAGE.
     */
    @ActivityMethod(name = "PlanRepair")
    RepairPlan plan(RepairRequest request);

    /**
     * Makes schema {@code _lifeboat_repair} with an empty table for each of the stage's. What an earlier stage or start of this
     * run left is dropped. Throws ALREADY_RUNNING if another run's schema is there, TARGET_CHANGED.
     */
    @ActivityMethod(name = "PrepareRepair")
    void prepare(RepairTask task);

    /** Loads one part aside, authenticated before it is committed. A part that is there already is not loaded again. */
    @ActivityMethod(name = "LoadAside")
    LoadReceipt load(RepairTask task, int part);

    /** Counts missing, changed and extra rows by primary key. Changes nothing. */
    @ActivityMethod(name = "CompareTables")
    RepairComparison compare(RepairTask task);

    /**
     * In one transaction: locks the tables, compares again, and if that is still what was approved, writes the undo file,
     * inserts, updates and, if asked, deletes, compares once more, and commits. Throws CONTENT_DIFFERS if the tables are not the
     * set's afterwards; then nothing has changed.
     *
     * @param evidence what was approved
     */
    @ActivityMethod(name = "ApplyRepair")
    RepairReceipt apply(RepairTask task, String evidence);

    /**
     * Settles what stages had to leave open: foreign keys to tables that came later. Returns what does not hold; idempotent.
     *
     * @param sequences whether all of the set's sequences are moved ahead to the set's values, never back
     */
    @ActivityMethod(name = "SettleRepair")
    List<String> settle(RepairTask task, boolean sequences);

    /** Drops the side schema if it is this start's; idempotent. */
    @ActivityMethod(name = "DiscardRepair")
    void discard(RepairTask task);

    /** Writes the report to the store and returns it with its place. */
    @ActivityMethod(name = "WriteRepairReport")
    RepairReport writeReport(Vault vault, RepairReport report);
}

package dev.lifeboat.restore;

import dev.lifeboat.set.Vault;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Instant;

/**
 * The work of a restore. Every method may be repeated with the same task: it looks first what is there already. All of them
 * check the target's identity and the run's token on their connection and throw TARGET_CHANGED or RUN_SUPERSEDED; all may
 * throw TARGET_UNREACHABLE and STATEMENT_FAILED.
 */
@ActivityInterface
public interface RestoreActivities {
    /**
     * Chooses and authenticates the set, looks at the target, and lays out the phases. Changes nothing. Throws
     * NO_SUCH_SET, SIGNATURE_INVALID, SIGNER_UNKNOWN, SET_CORRUPT, KEY_UNUSABLE; what else stands in the way is a blocker.
     */
    @ActivityMethod(name = "PlanRestore")
    RestorePlan plan(RestoreRequest request, String runId);

    /**
     * Takes the target: checks it again, makes schema {@code _lifeboat_restore} with marker, ledger and the phase of each
     * table. Throws TARGET_NOT_EMPTY, TARGET_IS_SOURCE, TARGET_UNSUITABLE, ALREADY_RUNNING.
     */
    @ActivityMethod(name = "PrepareTarget")
    PreparedTarget prepare(RestoreRequest request, RestorePlan plan, String runId, Instant startedAt);

    /**
     * Makes the pre-data objects without owners and grants of relations, neutralises default privileges, and fences every
     * table before a row is there.
     */
    @ActivityMethod(name = "CreateStructures")
    StepReceipt createStructures(RunTask run);

    /**
     * Loads a large part, or some small ones: each in one transaction whose first statement is the ledger row; commits only
     * after the part's authentication, integrity, rows and hash. A part in the ledger is not loaded again. Heartbeats rows
     * and bytes.
     *
     * @param number of the load within the phase, from 0
     */
    @ActivityMethod(name = "LoadParts")
    LoadReceipt load(RunTask run, String phase, int number);

    /** Reads tables {@code from} to {@code to} (exclusive) of the phase back and records rows and content hash. */
    @ActivityMethod(name = "ReadBack")
    StepReceipt readBack(RunTask run, String phase, int from, int to);

    /** Indexes of the phase's tables, in parallel where the target allows. */
    @ActivityMethod(name = "BuildIndexes")
    StepReceipt buildIndexes(RunTask run, String phase);

    /** Primary keys, unique, check and exclusion constraints. */
    @ActivityMethod(name = "AddConstraints")
    StepReceipt addConstraints(RunTask run, String phase);

    /** Foreign keys whose tables are all there: ADD NOT VALID, then VALIDATE. Others are noted as waiting. */
    @ActivityMethod(name = "AddForeignKeys")
    StepReceipt addForeignKeys(RunTask run, String phase);

    /**
     * Triggers, rules, policies, row security and sequence values; views and materialized views when all they read is
     * there.
     */
    @ActivityMethod(name = "AddBehaviour")
    StepReceipt addBehaviour(RunTask run, String phase);

    /**
     * Opens the phase after the decision: owners, grants, fence off, guard triggers for foreign keys from later phases,
     * ANALYZE. Records the phase as opened in the target.
     */
    @ActivityMethod(name = "OpenPhase")
    StepReceipt open(RunTask run, String phase);

    /** Closes an opened phase again (hold): the fence returns; no row is touched. */
    @ActivityMethod(name = "ClosePhase")
    StepReceipt close(RunTask run, String phase);

    /** Event triggers, publications and what else waits for every phase; then drops {@code _lifeboat_restore}. */
    @ActivityMethod(name = "FinishTarget")
    StepReceipt finish(RunTask run);

    /** Writes the report (JSON and HTML) to the store and returns it with its place. Keyed by run and start. */
    @ActivityMethod(name = "WriteRestoreReport")
    RestoreReport writeReport(Vault vault, RestoreReport report);
}

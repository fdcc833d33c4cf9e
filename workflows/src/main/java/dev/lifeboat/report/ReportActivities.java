package dev.lifeboat.report;

import dev.lifeboat.set.Vault;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/**
 * Leaving reports in the store: JSON and one HTML page beside it, each with a detached signature. Create-only and named by the run
 * and its start, so a repeat is the same. Restores, repairs, roll-backs, drills, searches and clean-ups report by activities of their
 * own.
 */
@ActivityInterface
public interface ReportActivities {
    /** Returns where the report is. Throws STORE_UNAVAILABLE, SIGNER_UNKNOWN if somebody else's is there. */
    @ActivityMethod(name = "ReportBackup")
    String backup(Vault vault, BackupRun run);

    /** As {@link #backup}. */
    @ActivityMethod(name = "ReportVerify")
    String verification(Vault vault, VerifyRun run);

    /** As {@link #backup}. */
    @ActivityMethod(name = "ReportFailure")
    String failure(Vault vault, FailedRun run);
}

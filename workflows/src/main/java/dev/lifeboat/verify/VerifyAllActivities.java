package dev.lifeboat.verify;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Finding all sets, and saying what became of them. */
@ActivityInterface
public interface VerifyAllActivities {
    /**
     * Lists the sets that were asked for in the stores that were asked for; a set that does not authenticate is among them, a
     * store that does not answer is a problem. Only reads. Throws NO_SUCH_SET, KEY_UNUSABLE, SECRET_MISSING.
     */
    @ActivityMethod(name = "ListKeptSets")
    KeptSets list(VerifyAllRequest request);

    /**
     * Writes the signed report into the first store that takes it, and returns where. A repeat finds the first try's. Throws
     * STORE_UNAVAILABLE, KEY_UNUSABLE.
     */
    @ActivityMethod(name = "ReportVerification")
    String report(VerifyAllRequest request, VerifyAllReport report);
}

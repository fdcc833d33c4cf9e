package dev.lifeboat.schedule;

import java.time.Duration;

/**
 * What a schedule of the runbook starts, and how.
 *
 * @param type of the workflow
 * @param summary of its runs, for people
 * @param pauseOnFailure whether a failed run pauses it
 * @param longest after which a run ends that no worker has taken up, so that the next one is not skipped for ever
 * @param input of its runs
 */
record PlannedSchedule(
        ScheduledRun run, String type, String summary, boolean pauseOnFailure, Duration longest, Object input) {
    String id() {
        return run.id();
    }
}

package dev.lifeboat.retention;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.set.BackupMode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authenticated set as a store has it now.
 *
 * @param runbook to which it belongs: others' sets are never touched
 * @param verified whether every byte of it was found right in this store, and nothing was found wrong since
 * @param whole whether a database can be brought back from it whole
 * @param rows whether it holds rows
 * @param takenAt the snapshot's time
 * @param sealedAt from which time on the store has it
 * @param storedBytes of its own objects
 * @param needs the sets whose objects it refers to
 * @param pins why it is pinned; empty: it is not
 * @param alarms that nobody looked at yet
 * @param uses who reads it now
 * @param lockedUntil null: nothing of it is locked, or nobody asked
 */
public record SurveyedSet(
        String set,
        String runbook,
        String manifestSha256,
        BackupMode mode,
        SetState state,
        boolean verified,
        boolean whole,
        boolean rows,
        Instant takenAt,
        Instant sealedAt,
        long storedBytes,
        List<String> needs,
        List<String> pins,
        List<String> alarms,
        List<String> uses,
        @Nullable Instant lockedUntil) {
    public SurveyedSet {
        needs = List.copyOf(needs);
        pins = List.copyOf(pins);
        alarms = List.copyOf(alarms);
        uses = List.copyOf(uses);
    }

    /** Whether nothing is known against it. */
    boolean good() {
        return !failed() && alarms.isEmpty();
    }

    boolean failed() {
        return state == SetState.FAILED;
    }

    SurveyedSet withLock(@Nullable Instant until) {
        return new SurveyedSet(
                set,
                runbook,
                manifestSha256,
                mode,
                state,
                verified,
                whole,
                rows,
                takenAt,
                sealedAt,
                storedBytes,
                needs,
                pins,
                alarms,
                uses,
                until);
    }
}

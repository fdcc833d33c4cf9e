package dev.lifeboat.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Objects that nobody can overwrite or delete for a time.
 *
 * @param mode who may still undo the lock
 * @param days how long; null: as long as the set's mode is kept
 */
public record ObjectLock(
        @JsonProperty(required = true) Mode mode, @Nullable Integer days) {
    /** Who may undo a lock. */
    public enum Mode {
        /** Nobody, not even the account's owner. */
        COMPLIANCE,
        /** Whoever has the right to. */
        GOVERNANCE
    }

    public ObjectLock {
        if (days != null && (days < 1 || days > 3653)) {
            throw new IllegalArgumentException("store.lock.days: " + days + " is not between 1 and 3653");
        }
    }
}

package dev.lifeboat.copy;

import dev.lifeboat.runbook.Runbook;
import org.jspecify.annotations.Nullable;

/**
 * Which set to copy where.
 *
 * @param set an id, {@code latest} or {@code latest:MODE}
 * @param to the name of a store of the runbook
 * @param from the name of the store to read; null: the nearest others that have it whole
 * @param startedBy a person, or the backup that took the set
 * @param offline whether the store is a disk that may hold this runbook's sets and nothing else
 */
public record CopyRequest(
        Runbook runbook, String set, String to, @Nullable String from, String startedBy, boolean offline) {
    public CopyRequest {
        if (to.equals(from)) {
            throw new IllegalArgumentException("a set is not copied from " + from + " to itself");
        }
        if (runbook.store().all().size() < 2) {
            throw new IllegalArgumentException("the runbook has one store only: there is nowhere to copy to");
        }
        runbook.store().at(to);
        if (from != null) {
            runbook.store().at(from);
        }
    }
}

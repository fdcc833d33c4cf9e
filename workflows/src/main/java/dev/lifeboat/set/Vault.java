package dev.lifeboat.set;

import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreSettings;

/**
 * A runbook's store and keys: all that an activity needs to write or read sets. References only.
 *
 * @param runbook the runbook's name
 */
public record Vault(String runbook, StoreSettings store, Keys keys) {
    /** The vault of a runbook. */
    public static Vault of(Runbook runbook) {
        return new Vault(runbook.name(), runbook.store(), runbook.keys());
    }
}

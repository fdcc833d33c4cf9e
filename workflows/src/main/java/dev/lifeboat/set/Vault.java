package dev.lifeboat.set;

import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A runbook's stores and keys: all that an activity needs to write or read sets. References only.
 *
 * @param runbook the runbook's name
 * @param store where to write, and to read first; its copies are where else to read
 * @param keep how long what is written now is to be kept, for stores that lock it; null: not known
 */
public record Vault(
        String runbook,
        StoreSettings store,
        Keys keys,
        @Nullable Period keep) {
    /** The vault of a runbook. */
    public static Vault of(Runbook runbook) {
        return new Vault(runbook.name(), runbook.store(), runbook.keys(), null);
    }

    /** The same seen from one of its stores; throws IllegalArgumentException for an unknown name. */
    public Vault at(String name) {
        return new Vault(runbook, store.at(name), keys, keep);
    }

    /** One of its stores alone; throws IllegalArgumentException for an unknown name. */
    public Vault only(String name) {
        return new Vault(runbook, new StoreSettings(store.at(name).primary(), List.of()), keys, keep);
    }

    /** The name of its only store; null: it has several, and what is read may come from any of them. */
    public @Nullable String soleStore() {
        return store.copies().isEmpty() ? store.primary().name() : null;
    }

    /** Each of its stores alone, the primary first. */
    public List<Vault> each() {
        return store.names().stream().map(this::only).toList();
    }

    /** All of its stores but one; throws IllegalArgumentException for an unknown name, and if it is the only one. */
    public Vault without(String name) {
        List<StoreLocation> others = new ArrayList<>(store.at(name).copies());
        if (others.isEmpty()) {
            throw new IllegalArgumentException("there is no store but \"" + name + "\"");
        }
        return new Vault(runbook, new StoreSettings(others.remove(0), others), keys, keep);
    }

    /** The same for objects that are to be removed soon, and that no store locks. */
    public Vault unlocked() {
        return new Vault(runbook, store.unlocked(), keys, null);
    }

    /** The same for sets that are kept so long. */
    public Vault keeping(@Nullable Period span) {
        return new Vault(runbook, store, keys, span);
    }
}

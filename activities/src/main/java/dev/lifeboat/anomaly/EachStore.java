package dev.lifeboat.anomaly;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.NamedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The same done in each store of a vault by itself: marks are each store's own. One that does not answer hinders no other. */
final class EachStore {
    private EachStore() {}

    /**
     * Returns what to know of stores that did not answer. Throws KEY_UNUSABLE and SECRET_MISSING for the signing key.
     *
     * @param work gets a store's name and the vault of that store alone
     */
    static List<String> of(OpenVault vault, BiConsumer<String, OpenVault> work) {
        vault.signerIfAny();
        List<String> silent = new ArrayList<>();
        for (String name : vault.vault().store().names()) {
            try {
                work.accept(name, vault.only(name));
            } catch (LifeboatException e) {
                if (!NamedStore.isSilence(e)) {
                    throw e;
                }
                silent.add("store " + name + ": " + e.getMessage());
            }
        }
        return silent;
    }
}

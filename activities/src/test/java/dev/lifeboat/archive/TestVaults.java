package dev.lifeboat.archive;

import dev.lifeboat.runbook.Keys;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Vaults for tests. */
public final class TestVaults {
    private TestVaults() {}

    /**
     * One store, a folder.
     *
     * @param signing a reference to the signing key; null: there is none
     */
    public static OpenVault ofFolder(String runbook, Path store, String signing) {
        return OpenVault.of(
                new Vault(
                        runbook,
                        new StoreSettings(StoreLocation.folder(store.toString()), List.of()),
                        new Keys(List.of(), signing, List.of(), null, List.of()),
                        null),
                new Secrets(Map.of()));
    }
}

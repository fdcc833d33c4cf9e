package dev.lifeboat.catalogue;

import dev.lifeboat.archive.OpenVault;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.StoreSettings;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A primary store and {@code copy-1}, which hold sets of the same signer. */
final class TwoStores {
    final ListedStore primary;
    final ListedStore copy;

    TwoStores(Path root) {
        primary = new ListedStore(root, "primary");
        copy = new ListedStore(root, "copy", primary.keys);
    }

    OpenVault open() {
        return OpenVault.of(
                new Vault("small", new StoreSettings(primary.location(), List.of(copy.location())), primary.keys, null),
                new Secrets(Map.of()));
    }

    static void silence(ListedStore store) {
        store.before(call -> {
            throw new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "no answer");
        });
    }
}

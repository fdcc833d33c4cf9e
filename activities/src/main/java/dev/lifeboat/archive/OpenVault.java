package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.Opener;
import dev.lifeboat.keys.PgpOpener;
import dev.lifeboat.keys.PgpSealer;
import dev.lifeboat.keys.PgpSigner;
import dev.lifeboat.keys.Sealer;
import dev.lifeboat.keys.Signer;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.Stores;
import org.jspecify.annotations.Nullable;

/**
 * A vault in use: its store, and its keys when they are asked for. A machine that only backs up never asks for the opener and
 * needs no private key.
 */
public final class OpenVault {
    private final Vault vault;
    private final Secrets secrets;
    private final Store store;

    private OpenVault(Vault vault, Secrets secrets, Store store) {
        this.vault = vault;
        this.secrets = secrets;
        this.store = store;
    }

    /** Throws STORE_UNAVAILABLE. */
    public static OpenVault of(Vault vault, Secrets secrets) {
        return new OpenVault(vault, secrets, Stores.open(vault.store().primary(), secrets, vault.keep()));
    }

    public Vault vault() {
        return vault;
    }

    public Store store() {
        return store;
    }

    /** Throws KEY_UNUSABLE. */
    public Sealer sealer() {
        return PgpSealer.forRecipients(vault.keys().recipients());
    }

    /** Throws KEY_UNUSABLE, SECRET_MISSING. */
    public Opener opener() {
        return PgpOpener.of(vault.keys().privateKeys(), vault.keys().passphrase(), secrets);
    }

    /** Throws KEY_UNUSABLE, also when the runbook names no signing key; SECRET_MISSING. */
    public Signer signer() {
        Signer signer = signerIfAny();
        if (signer == null) {
            throw new LifeboatException(KEY_UNUSABLE, "keys.signing names no key: nothing can be signed here");
        }
        return signer;
    }

    /** Null where the runbook names no signing key. */
    public @Nullable Signer signerIfAny() {
        String reference = vault.keys().signing();
        return reference == null ? null : PgpSigner.of(reference, vault.keys().passphrase(), secrets);
    }
}

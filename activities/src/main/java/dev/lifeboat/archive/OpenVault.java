package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.KeyWatch;
import dev.lifeboat.keys.Opener;
import dev.lifeboat.keys.PgpOpener;
import dev.lifeboat.keys.PgpSealer;
import dev.lifeboat.keys.PgpSigner;
import dev.lifeboat.keys.Sealer;
import dev.lifeboat.keys.Signer;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import dev.lifeboat.store.NamedStore;
import dev.lifeboat.store.NearestStore;
import dev.lifeboat.store.PassedOver;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.Stores;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A vault in use: its stores, each opened when it is first asked, and its keys when they are asked for. A machine that only backs
 * up never asks for the opener and needs no private key. Thread-safe.
 */
public final class OpenVault {
    private final Vault vault;
    private final Secrets secrets;
    private final NearestStore store;
    private final Rewraps rewraps;

    private OpenVault(Vault vault, Secrets secrets, NearestStore store) {
        this.vault = vault;
        this.secrets = secrets;
        this.store = store;
        this.rewraps = new Rewraps(this);
    }

    /** Written to the primary store, read from the nearest that has what is asked for. Opens nothing yet. */
    public static OpenVault of(Vault vault, Secrets secrets) {
        return new OpenVault(
                vault,
                secrets,
                NearestStore.of(vault.store().all().stream()
                        .map(location -> NamedStore.at(location, () -> Stores.open(location, secrets, vault.keep())))
                        .toList()));
    }

    /**
     * The primary store alone, for what writes sets: what a copy holds must not be taken for written, and a copy that is down
     * must not hinder. Throws STORE_UNAVAILABLE and what else opening the store throws.
     */
    public static OpenVault writing(Vault vault, Secrets secrets) {
        StoreLocation primary = vault.store().primary();
        Store opened = Stores.open(primary, secrets, vault.keep());
        String name = String.valueOf(primary.name());
        return new OpenVault(vault.only(name), secrets, NearestStore.of(List.of(new NamedStore(name, () -> opened))));
    }

    /** One of its stores alone: what is read is of that one. Throws IllegalArgumentException for an unknown name. */
    public OpenVault only(String name) {
        return of(vault.only(name), secrets);
    }

    /** The store that is written to, alone. */
    public Store primary() {
        return store.first();
    }

    /** The same for objects that live for days only: a lock would keep them for as long as sets. */
    public OpenVault unlocked() {
        return of(vault.unlocked(), secrets);
    }

    /** The same for records of what was done, which are kept in the first store that takes them. */
    public OpenVault recording() {
        return new OpenVault(vault, secrets, store.recording());
    }

    /** The same for a reader who wants to know which stores were passed over. */
    public OpenVault telling(PassedOver listener) {
        return new OpenVault(vault, secrets, store.telling(listener));
    }

    public Vault vault() {
        return vault;
    }

    /** The stores of the vault as one. */
    public Store store() {
        return store;
    }

    /** Throws KEY_UNUSABLE. */
    public Sealer sealer() {
        return PgpSealer.forRecipients(vault.keys().recipients());
    }

    /** Throws KEY_UNUSABLE, SECRET_MISSING. */
    public Opener opener() {
        return PgpOpener.of(vault.keys().privateKeys(), vault.keys().passphrase(), secrets, rewraps);
    }

    /** Which of the keys that a backup needs will soon end, a sentence each. */
    public List<String> keyWarnings(Instant now) {
        return KeyWatch.warnings(vault.keys(), secrets, now);
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

package dev.lifeboat.keys;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secret;
import dev.lifeboat.secret.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKeyEncryptedData;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.jspecify.annotations.Nullable;

/** Secret keys for decryption, each unlocked when a message first needs it. Thread-safe. */
final class PrivateKeys {
    private record NamedRing(String name, PGPSecretKeyRing ring) {}

    /** A session key packet and the key that opens it. */
    record Fit(PGPPublicKeyEncryptedData message, PGPPrivateKey key) {}

    private final List<NamedRing> rings;
    private final char @Nullable [] passphrase;
    /** Unlocking runs a slow key derivation by design: once a key is enough. */
    private final Map<Long, PGPPrivateKey> unlocked = new ConcurrentHashMap<>();

    private PrivateKeys(List<NamedRing> rings, char @Nullable [] passphrase) {
        this.rings = List.copyOf(rings);
        this.passphrase = passphrase;
    }

    /** Throws KEY_UNUSABLE and SECRET_MISSING, naming the reference. */
    static PrivateKeys of(List<String> references, @Nullable String passphrase, Secrets secrets) {
        if (references.isEmpty()) {
            throw new LifeboatException(KEY_UNUSABLE, "keys.private names no key: nothing can be decrypted here");
        }
        List<NamedRing> rings = new ArrayList<>();
        for (String reference : references) {
            PgpKeys.secretRings(secrets.resolve(reference).value(), reference)
                    .forEach(ring -> rings.add(new NamedRing(reference, ring)));
        }
        Secret secret = passphrase == null ? null : secrets.resolve(passphrase);
        return new PrivateKeys(rings, secret == null ? null : secret.value().toCharArray());
    }

    /**
     * The first of a message's session key packets that one of the keys opens; null: none does. Throws KEY_UNUSABLE when the only
     * keys that fit cannot be unlocked.
     */
    @Nullable
    Fit find(Iterable<PGPEncryptedData> packets) {
        LifeboatException locked = null;
        for (PGPEncryptedData packet : packets) {
            if (packet instanceof PGPPublicKeyEncryptedData message) {
                try {
                    PGPPrivateKey key = find(message.getKeyIdentifier().getKeyId());
                    if (key != null) {
                        return new Fit(message, key);
                    }
                } catch (LifeboatException e) {
                    // Another recipient's key may be unlocked.
                    locked = e;
                }
            }
        }
        if (locked != null) {
            throw locked;
        }
        return null;
    }

    int size() {
        return rings.size();
    }

    private @Nullable PGPPrivateKey find(long id) {
        PGPPrivateKey known = unlocked.get(id);
        if (known != null) {
            return known;
        }
        for (NamedRing named : rings) {
            PGPSecretKey key = named.ring().getSecretKey(id);
            // A gpg that exports subkeys alone leaves an empty primary key behind.
            if (key != null && !key.isPrivateKeyEmpty()) {
                PGPPrivateKey opened = PgpKeys.unlock(key, passphrase, named.name());
                unlocked.put(id, opened);
                return opened;
            }
        }
        return null;
    }
}

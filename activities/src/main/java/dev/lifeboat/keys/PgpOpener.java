package dev.lifeboat.keys;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secret;
import dev.lifeboat.secret.Secrets;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKeyEncryptedData;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.jcajce.JcaPGPObjectFactory;
import org.bouncycastle.openpgp.operator.jcajce.JcePublicKeyDataDecryptorFactoryBuilder;
import org.jspecify.annotations.Nullable;

/** Decrypts with secret keys named by reference. Only messages with an integrity packet (SEIPDv1) are accepted. */
public final class PgpOpener implements Opener {
    private record NamedRing(String name, PGPSecretKeyRing ring) {}

    private final List<NamedRing> rings;
    private final char @Nullable [] passphrase;
    /** Unlocking runs a slow key derivation by design: once a key is enough. */
    private final Map<Long, PGPPrivateKey> unlocked = new ConcurrentHashMap<>();

    private PgpOpener(List<NamedRing> rings, char @Nullable [] passphrase) {
        this.rings = List.copyOf(rings);
        this.passphrase = passphrase;
    }

    /** Throws KEY_UNUSABLE and SECRET_MISSING, naming the reference. */
    public static PgpOpener of(List<String> references, @Nullable String passphrase, Secrets secrets) {
        if (references.isEmpty()) {
            throw new LifeboatException(KEY_UNUSABLE, "keys.private names no key: nothing can be decrypted here");
        }
        List<NamedRing> rings = new ArrayList<>();
        for (String reference : references) {
            rings.add(new NamedRing(
                    reference, PgpKeys.secretRing(secrets.resolve(reference).value(), reference)));
        }
        Secret secret = passphrase == null ? null : secrets.resolve(passphrase);
        return new PgpOpener(rings, secret == null ? null : secret.value().toCharArray());
    }

    @Override
    public InputStream open(InputStream ciphertext) {
        try {
            JcaPGPObjectFactory packets = new JcaPGPObjectFactory(ciphertext);
            if (!(packets.nextObject() instanceof PGPEncryptedDataList list) || list.isEmpty()) {
                throw corrupt("this is not an encrypted OpenPGP message", null);
            }
            return decrypt(list, ciphertext);
        } catch (IOException | PGPException | RuntimeException e) {
            throw e instanceof LifeboatException known ? known : corrupt("the OpenPGP message is damaged", e);
        }
    }

    private InputStream decrypt(PGPEncryptedDataList list, InputStream ciphertext) throws PGPException, IOException {
        for (PGPEncryptedData data : list) {
            if (data instanceof PGPPublicKeyEncryptedData message) {
                PGPPrivateKey key = privateKey(message);
                if (key != null) {
                    if (!message.isIntegrityProtected() || message.getVersion() != 3) {
                        throw corrupt("the OpenPGP message has no modification detection code", null);
                    }
                    InputStream plain = message.getDataStream(new JcePublicKeyDataDecryptorFactoryBuilder()
                            .setProvider(PgpKeys.PROVIDER)
                            .setContentProvider("SunJCE")
                            .build(key));
                    if (!(new JcaPGPObjectFactory(plain).nextObject() instanceof PGPLiteralData literal)) {
                        throw corrupt("the OpenPGP message holds something else than data", null);
                    }
                    return new VerifiedStream(literal.getInputStream(), message, ciphertext);
                }
            }
        }
        throw new LifeboatException(
                KEY_UNUSABLE,
                "none of the " + rings.size()
                        + " private keys can decrypt this; it was encrypted for other recipients");
    }

    private @Nullable PGPPrivateKey privateKey(PGPPublicKeyEncryptedData message) {
        long id = message.getKeyIdentifier().getKeyId();
        PGPPrivateKey known = unlocked.get(id);
        if (known != null) {
            return known;
        }
        for (NamedRing named : rings) {
            PGPSecretKey key = named.ring().getSecretKey(id);
            if (key != null) {
                PGPPrivateKey opened = PgpKeys.unlock(key, passphrase, named.name());
                unlocked.put(id, opened);
                return opened;
            }
        }
        return null;
    }

    private static LifeboatException corrupt(String message, @Nullable Exception e) {
        return new LifeboatException(SET_CORRUPT, message, e);
    }

    /** Checks the integrity packet, and that nothing follows the message, before it reports the end. */
    private static final class VerifiedStream extends FilterInputStream {
        private final PGPPublicKeyEncryptedData message;
        private final InputStream ciphertext;
        private boolean verified;

        VerifiedStream(InputStream plain, PGPPublicKeyEncryptedData message, InputStream ciphertext) {
            super(plain);
            this.message = message;
            this.ciphertext = ciphertext;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count;
            try {
                count = super.read(bytes, offset, length);
            } catch (LifeboatException e) {
                // The store failed: that says nothing about the message.
                throw e;
            } catch (IOException | RuntimeException e) {
                throw corrupt("the OpenPGP message is damaged or cut", e);
            }
            if (count < 0 && !verified) {
                verify();
            }
            return count;
        }

        private void verify() throws IOException {
            try {
                if (!message.verify()) {
                    throw corrupt("the OpenPGP message was altered", null);
                }
            } catch (PGPException | IOException e) {
                throw corrupt("the OpenPGP message is damaged or cut", e);
            }
            if (ciphertext.read() >= 0) {
                throw corrupt("something follows the OpenPGP message", null);
            }
            verified = true;
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, 1 << 16)).length;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}

package dev.lifeboat.keys;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secrets;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Supplier;
import org.bouncycastle.bcpg.SymmetricEncIntegrityPacket;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPSessionKey;
import org.bouncycastle.openpgp.PGPSessionKeyEncryptedData;
import org.bouncycastle.openpgp.jcajce.JcaPGPObjectFactory;
import org.bouncycastle.openpgp.operator.SessionKeyDataDecryptorFactory;
import org.bouncycastle.openpgp.operator.jcajce.JceSessionKeyDataDecryptorFactoryBuilder;
import org.jspecify.annotations.Nullable;

/** Decrypts with secret keys named by reference. Only messages with an integrity packet (SEIPDv1) are accepted. */
public final class PgpOpener implements Opener {
    private final PrivateKeys keys;
    private final WrappedKeys wrapped;

    private PgpOpener(PrivateKeys keys, WrappedKeys wrapped) {
        this.keys = keys;
        this.wrapped = wrapped;
    }

    /** Throws KEY_UNUSABLE and SECRET_MISSING, naming the reference. */
    public static PgpOpener of(List<String> references, @Nullable String passphrase, Secrets secrets) {
        return of(references, passphrase, secrets, WrappedKeys.NONE);
    }

    /** As {@link #of(List, String, Secrets)}, with what was wrapped anew beside the sets. */
    public static PgpOpener of(
            List<String> references, @Nullable String passphrase, Secrets secrets, WrappedKeys wrapped) {
        return new PgpOpener(PrivateKeys.of(references, passphrase, secrets), wrapped);
    }

    @Override
    public InputStream open(InputStream ciphertext) {
        return open(ciphertext, List::of);
    }

    @Override
    public InputStream open(InputStream ciphertext, String set, String object) {
        return open(ciphertext, () -> wrapped.packets(set, object));
    }

    private InputStream open(InputStream ciphertext, Supplier<List<byte[]>> others) {
        try {
            PGPEncryptedDataList list = SessionKeys.packets(ciphertext);
            PrivateKeys.Fit fit = keys.find(list);
            if (fit != null) {
                return plain(fit.message(), fit.message().getDataStream(SessionKeys.factory(fit.key())), ciphertext);
            }
            for (byte[] packets : others.get()) {
                PGPSessionKey key = SessionKeys.unwrap(packets, keys);
                if (key != null) {
                    PGPSessionKeyEncryptedData message = list.extractSessionKeyEncryptedData();
                    SessionKeyDataDecryptorFactory factory = new JceSessionKeyDataDecryptorFactoryBuilder()
                            .setProvider("SunJCE")
                            .build(key);
                    return plain(message, message.getDataStream(factory), ciphertext);
                }
            }
        } catch (IOException | PGPException | RuntimeException e) {
            throw e instanceof LifeboatException known ? known : corrupt("the OpenPGP message is damaged", e);
        }
        throw new LifeboatException(
                KEY_UNUSABLE,
                "none of the " + keys.size() + " private keys can decrypt this; it was encrypted for other recipients");
    }

    private static InputStream plain(PGPEncryptedData message, InputStream decrypted, InputStream ciphertext)
            throws IOException {
        if (!(message.getEncData() instanceof SymmetricEncIntegrityPacket data)
                || data.getVersion() != SymmetricEncIntegrityPacket.VERSION_1) {
            throw corrupt("the OpenPGP message has no modification detection code", null);
        }
        if (!(new JcaPGPObjectFactory(decrypted).nextObject() instanceof PGPLiteralData literal)) {
            throw corrupt("the OpenPGP message holds something else than data", null);
        }
        return new VerifiedStream(literal.getInputStream(), message, ciphertext);
    }

    private static LifeboatException corrupt(String message, @Nullable Exception e) {
        return new LifeboatException(SET_CORRUPT, message, e);
    }

    /** Checks the integrity packet, and that nothing follows the message, before it reports the end. */
    private static final class VerifiedStream extends FilterInputStream {
        private final PGPEncryptedData message;
        private final InputStream ciphertext;
        private boolean verified;

        VerifiedStream(InputStream plain, PGPEncryptedData message, InputStream ciphertext) {
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

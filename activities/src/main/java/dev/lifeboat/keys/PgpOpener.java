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
        return open(ciphertext, () -> null);
    }

    @Override
    public InputStream open(InputStream ciphertext, Supplier<InputStream> again, String set, String object) {
        return open(ciphertext, () -> new SessionKeyChoice(keys, again).among(wrapped.of(set, object)));
    }

    private InputStream open(InputStream ciphertext, Supplier<SessionKeyChoice.@Nullable Chosen> others) {
        try {
            PGPEncryptedDataList list = SessionKeys.packets(ciphertext);
            LifeboatException locked = null;
            try {
                PrivateKeys.Fit fit = keys.find(list);
                if (fit != null) {
                    return plain(
                            fit.message(),
                            fit.message().getDataStream(SessionKeys.factory(fit.key())),
                            ciphertext,
                            "the OpenPGP message");
                }
            } catch (LifeboatException e) {
                // A later key, wrapped for anew, may be unlocked.
                if (e.code() != KEY_UNUSABLE) {
                    throw e;
                }
                locked = e;
            }
            SessionKeyChoice.Chosen chosen = others.get();
            if (chosen != null) {
                return plain(list, chosen, ciphertext);
            }
            if (locked != null) {
                throw locked;
            }
        } catch (IOException | PGPException | RuntimeException e) {
            throw e instanceof LifeboatException known ? known : corrupt("the OpenPGP message is damaged", e);
        }
        throw new LifeboatException(
                KEY_UNUSABLE,
                "none of the " + keys.size() + " private keys can decrypt this; it was encrypted for other recipients");
    }

    /** What a session key that was wrapped anew makes of a message, of which the packets were read. */
    static InputStream plain(PGPEncryptedDataList list, SessionKeyChoice.Chosen chosen, InputStream ciphertext)
            throws IOException, PGPException {
        PGPSessionKeyEncryptedData message = list.extractSessionKeyEncryptedData();
        SessionKeyDataDecryptorFactory factory = new JceSessionKeyDataDecryptorFactoryBuilder()
                .setProvider("SunJCE")
                .build(chosen.key());
        String record = chosen.from().record();
        try {
            return plain(
                    message,
                    message.getDataStream(factory),
                    ciphertext,
                    "the OpenPGP message, opened by " + record + ",");
        } catch (IOException | PGPException | RuntimeException e) {
            throw e instanceof LifeboatException known
                    ? known
                    : corrupt("the OpenPGP message is damaged, or " + record + " is wrong", e);
        }
    }

    private static InputStream plain(
            PGPEncryptedData message, InputStream decrypted, InputStream ciphertext, String name) throws IOException {
        if (!(message.getEncData() instanceof SymmetricEncIntegrityPacket data)
                || data.getVersion() != SymmetricEncIntegrityPacket.VERSION_1) {
            throw corrupt(name + " has no modification detection code", null);
        }
        if (!(new JcaPGPObjectFactory(decrypted).nextObject() instanceof PGPLiteralData literal)) {
            throw corrupt(name + " holds something else than data", null);
        }
        return new VerifiedStream(literal.getInputStream(), message, ciphertext, name);
    }

    private static LifeboatException corrupt(String message, @Nullable Exception e) {
        return new LifeboatException(SET_CORRUPT, message, e);
    }

    /** Checks the integrity packet, and that nothing follows the message, before it reports the end. */
    private static final class VerifiedStream extends FilterInputStream {
        private final PGPEncryptedData message;
        private final InputStream ciphertext;
        private final String name;
        private boolean verified;

        VerifiedStream(InputStream plain, PGPEncryptedData message, InputStream ciphertext, String name) {
            super(plain);
            this.name = name;
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
                throw corrupt(name + " is damaged or cut", e);
            }
            if (count < 0 && !verified) {
                verify();
            }
            return count;
        }

        private void verify() throws IOException {
            try {
                if (!message.verify()) {
                    throw corrupt(name + " was altered", null);
                }
            } catch (PGPException | IOException e) {
                throw corrupt(name + " is damaged or cut", e);
            }
            if (ciphertext.read() >= 0) {
                throw corrupt("something follows " + name, null);
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

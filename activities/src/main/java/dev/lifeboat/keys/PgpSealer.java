package dev.lifeboat.keys;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;

import dev.lifeboat.error.LifeboatException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.openpgp.PGPEncryptedDataGenerator;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPLiteralData;
import org.bouncycastle.openpgp.PGPLiteralDataGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.operator.jcajce.JcePGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcePublicKeyKeyEncryptionMethodGenerator;

/**
 * Encrypts as gpg 2.2 reads it: AES-256 with a modification detection code (SEIPDv1), no OpenPGP compression. The content
 * cipher is the JDK's, several times faster than Bouncy Castle's own.
 */
public final class PgpSealer implements Sealer {
    private static final int BUFFER_BYTES = 1 << 16;

    private final List<PGPPublicKey> keys;
    private final List<String> fingerprints;
    private final SecureRandom random = new SecureRandom();

    private PgpSealer(List<PGPPublicKey> keys, List<String> fingerprints) {
        this.keys = List.copyOf(keys);
        this.fingerprints = List.copyOf(fingerprints);
    }

    /** For the armored public keys in these files. Throws KEY_UNUSABLE, naming the file. */
    public static PgpSealer forRecipients(List<String> files) {
        if (files.isEmpty()) {
            throw new LifeboatException(KEY_UNUSABLE, "keys.recipients is empty: nobody could read the set");
        }
        List<PGPPublicKey> keys = new ArrayList<>();
        List<String> fingerprints = new ArrayList<>();
        for (String file : files) {
            PGPPublicKeyRing ring = PgpKeys.publicRing(PgpKeys.read(file), file);
            keys.add(PgpKeys.encryptionKey(ring, file));
            fingerprints.add(PgpKeys.fingerprint(ring.getPublicKey()));
        }
        return new PgpSealer(keys, fingerprints);
    }

    @Override
    public List<String> recipients() {
        return fingerprints;
    }

    @Override
    public OutputStream seal(OutputStream ciphertext) {
        PGPEncryptedDataGenerator encryption =
                new PGPEncryptedDataGenerator(new JcePGPDataEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256)
                        .setWithIntegrityPacket(true)
                        .setSecureRandom(random)
                        .setProvider("SunJCE"));
        for (PGPPublicKey key : keys) {
            encryption.addMethod(new JcePublicKeyKeyEncryptionMethodGenerator(key)
                    .setProvider(PgpKeys.PROVIDER)
                    .setSecureRandom(random));
        }
        try {
            OutputStream encrypted = encryption.open(ciphertext, new byte[BUFFER_BYTES]);
            PGPLiteralDataGenerator literal = new PGPLiteralDataGenerator();
            OutputStream content =
                    literal.open(encrypted, PGPLiteralData.BINARY, "", new Date(0), new byte[BUFFER_BYTES]);
            return new SealedStream(content, literal, encryption);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (PGPException e) {
            throw new LifeboatException(KEY_UNUSABLE, "the message cannot be encrypted for " + fingerprints, e);
        }
    }

    /** Ends the packets from the inside out and leaves the target open. */
    private static final class SealedStream extends FilterOutputStream {
        private final PGPLiteralDataGenerator literal;
        private final PGPEncryptedDataGenerator encryption;
        private boolean closed;

        SealedStream(OutputStream content, PGPLiteralDataGenerator literal, PGPEncryptedDataGenerator encryption) {
            super(content);
            this.literal = literal;
            this.encryption = encryption;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                literal.close();
                encryption.close();
            }
        }
    }
}

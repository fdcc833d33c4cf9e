package dev.lifeboat.keys;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secrets;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import org.bouncycastle.bcpg.BCPGOutputStream;
import org.bouncycastle.bcpg.ContainedPacket;
import org.bouncycastle.openpgp.PGPEncryptedData;
import org.bouncycastle.openpgp.PGPEncryptedDataList;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyEncryptedData;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSessionKey;
import org.bouncycastle.openpgp.jcajce.JcaPGPObjectFactory;
import org.bouncycastle.openpgp.operator.PublicKeyDataDecryptorFactory;
import org.bouncycastle.openpgp.operator.jcajce.JcePGPDataEncryptorBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcePublicKeyDataDecryptorFactoryBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcePublicKeyKeyEncryptionMethodGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Wraps the session keys of messages for another recipient. The message itself stays as it is: whoever puts the new packet before
 * it has a message that the new key opens, gpg included. Thread-safe.
 */
public final class SessionKeys {
    /** An integrity protected packet without content: the parser wants one behind the session key packets. */
    private static final byte[] NO_DATA = {(byte) 0xd2, 1, 1};

    private final PrivateKeys keys;
    private final PGPPublicKey recipient;
    private final String fingerprint;
    private final SecureRandom random = new SecureRandom();

    private SessionKeys(PrivateKeys keys, PGPPublicKey recipient, String fingerprint) {
        this.keys = keys;
        this.recipient = recipient;
        this.fingerprint = fingerprint;
    }

    /**
     * From these private keys to the public key in a file. Throws KEY_UNUSABLE and SECRET_MISSING, naming the reference.
     *
     * @param passphrase reference; null: the keys have none
     */
    public static SessionKeys to(
            String publicKey, List<String> privateKeys, @Nullable String passphrase, Secrets secrets) {
        PGPPublicKeyRing ring = PgpKeys.publicRing(PgpKeys.read(publicKey), publicKey);
        return new SessionKeys(
                PrivateKeys.of(privateKeys, passphrase, secrets),
                PgpKeys.encryptionKey(ring, publicKey),
                PgpKeys.fingerprint(ring.getPublicKey()));
    }

    /** The new recipient's primary fingerprint, 40 upper-case hex digits. */
    public String recipient() {
        return fingerprint;
    }

    /**
     * The packet that wraps a message's session key for the new recipient; null: the message knows it already. Reads no more than
     * the message's beginning, unless what was wrapped anew before contradicts itself. Throws KEY_UNUSABLE when none of the private
     * keys opens it, SET_CORRUPT.
     *
     * @param earlier what was wrapped anew before: the private keys may be younger than the message
     * @param whole the message from its beginning
     * @param always also where the message knows the recipient
     */
    public byte @Nullable [] wrap(
            InputStream head, Supplier<List<WrappedKey>> earlier, Supplier<InputStream> whole, boolean always) {
        try {
            PGPEncryptedDataList list = packets(head);
            for (PGPEncryptedData packet : list) {
                if (!always
                        && packet instanceof PGPPublicKeyEncryptedData known
                        && known.getKeyIdentifier().getKeyId() == recipient.getKeyID()) {
                    return null;
                }
            }
            PGPSessionKey session = session(list, earlier, whole);
            ContainedPacket packet = new JcePublicKeyKeyEncryptionMethodGenerator(recipient)
                    .setProvider(PgpKeys.PROVIDER)
                    .setSecureRandom(random)
                    .generate(
                            new JcePGPDataEncryptorBuilder(session.getAlgorithm()).setWithIntegrityPacket(true),
                            session.getKey());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (BCPGOutputStream out = new BCPGOutputStream(bytes)) {
                packet.encode(out);
            }
            return bytes.toByteArray();
        } catch (IOException | PGPException e) {
            throw new LifeboatException(SET_CORRUPT, "the OpenPGP message is damaged", e);
        }
    }

    private PGPSessionKey session(
            PGPEncryptedDataList list, Supplier<List<WrappedKey>> earlier, Supplier<InputStream> whole)
            throws PGPException {
        LifeboatException locked = null;
        try {
            PrivateKeys.Fit fit = keys.find(list);
            if (fit != null) {
                return fit.message().getSessionKey(factory(fit.key()));
            }
        } catch (LifeboatException e) {
            locked = e;
        }
        SessionKeyChoice.Chosen chosen = new SessionKeyChoice(keys, whole).among(earlier.get());
        if (chosen != null) {
            return chosen.key();
        }
        throw locked != null
                ? locked
                : new LifeboatException(
                        KEY_UNUSABLE,
                        "none of the " + keys.size() + " private keys opens this: it cannot be wrapped anew with them");
    }

    /** The session key in such a packet; null: none of the keys opens it. */
    static @Nullable PGPSessionKey unwrap(byte[] packet, PrivateKeys keys) throws IOException, PGPException {
        PrivateKeys.Fit fit = keys.find(
                packets(new SequenceInputStream(new ByteArrayInputStream(packet), new ByteArrayInputStream(NO_DATA))));
        return fit == null ? null : fit.message().getSessionKey(factory(fit.key()));
    }

    /** The packets a message begins with; throws SET_CORRUPT. */
    static PGPEncryptedDataList packets(InputStream message) throws IOException {
        if (!(new JcaPGPObjectFactory(message).nextObject() instanceof PGPEncryptedDataList list) || list.isEmpty()) {
            throw new LifeboatException(SET_CORRUPT, "this is not an encrypted OpenPGP message");
        }
        return list;
    }

    static PublicKeyDataDecryptorFactory factory(PGPPrivateKey key) {
        return new JcePublicKeyDataDecryptorFactoryBuilder()
                .setProvider(PgpKeys.PROVIDER)
                .setContentProvider("SunJCE")
                .build(key);
    }
}

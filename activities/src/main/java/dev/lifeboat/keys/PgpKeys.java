package dev.lifeboat.keys;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;

import dev.lifeboat.error.LifeboatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.jcajce.JcaPGPPublicKeyRingCollection;
import org.bouncycastle.openpgp.jcajce.JcaPGPSecretKeyRingCollection;
import org.bouncycastle.openpgp.operator.jcajce.JcePBESecretKeyDecryptorBuilder;
import org.jspecify.annotations.Nullable;

/** Reading armored keys: Bouncy Castle's objects with our errors. */
final class PgpKeys {
    static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
    private static final int ENCRYPTS = 0x04 | 0x08;
    private static final int SIGNS = 0x02;

    private PgpKeys() {}

    static String fingerprint(PGPPublicKey key) {
        return HexFormat.of().formatHex(key.getFingerprint()).toUpperCase(Locale.ROOT);
    }

    /** The one public key ring in the text; {@code name} says where it came from in errors. */
    static PGPPublicKeyRing publicRing(byte[] armored, String name) {
        try (InputStream decoder = PGPUtil.getDecoderStream(new ByteArrayInputStream(armored))) {
            Iterator<PGPPublicKeyRing> rings = new JcaPGPPublicKeyRingCollection(decoder).getKeyRings();
            if (!rings.hasNext()) {
                throw new LifeboatException(KEY_UNUSABLE, name + " holds no public key");
            }
            return rings.next();
        } catch (IOException | PGPException | RuntimeException e) {
            throw unreadable(name, "public", e);
        }
    }

    static PGPSecretKeyRing secretRing(String armored, String name) {
        byte[] bytes = armored.getBytes(StandardCharsets.UTF_8);
        try (InputStream decoder = PGPUtil.getDecoderStream(new ByteArrayInputStream(bytes))) {
            Iterator<PGPSecretKeyRing> rings = new JcaPGPSecretKeyRingCollection(decoder).getKeyRings();
            if (!rings.hasNext()) {
                throw new LifeboatException(KEY_UNUSABLE, name + " holds no secret key");
            }
            return rings.next();
        } catch (IOException | PGPException | RuntimeException e) {
            throw unreadable(name, "secret", e);
        }
    }

    /** The cause may quote the file: only its class is told. */
    private static LifeboatException unreadable(String name, String kind, Exception e) {
        if (e instanceof LifeboatException known) {
            return known;
        }
        return new LifeboatException(
                KEY_UNUSABLE,
                name + " is not an OpenPGP " + kind + " key (" + e.getClass().getSimpleName() + ")");
    }

    static PGPPrivateKey unlock(PGPSecretKey key, char @Nullable [] passphrase, String name) {
        try {
            return key.extractPrivateKey(new JcePBESecretKeyDecryptorBuilder()
                    .setProvider(PROVIDER)
                    .build(passphrase == null ? new char[0] : passphrase));
        } catch (PGPException e) {
            throw new LifeboatException(
                    KEY_UNUSABLE,
                    passphrase == null
                            ? name + " needs a passphrase; name it under keys.passphrase"
                            : "the passphrase does not unlock " + name,
                    e);
        }
    }

    /** The newest key of the ring that encrypts and has not expired; throws KEY_UNUSABLE. */
    static PGPPublicKey encryptionKey(PGPPublicKeyRing ring, String name) {
        return newest(ring, ENCRYPTS, name, "encrypt");
    }

    /** The newest key of the ring that signs and has not expired; throws KEY_UNUSABLE. */
    static PGPPublicKey signingKey(PGPPublicKeyRing ring, String name) {
        return newest(ring, SIGNS, name, "sign");
    }

    private static PGPPublicKey newest(PGPPublicKeyRing ring, int flags, String name, String verb) {
        List<PGPPublicKey> usable = new ArrayList<>();
        for (PGPPublicKey key : ring) {
            boolean able = (flagsOf(key) & flags) != 0 && (flags == SIGNS || key.isEncryptionKey());
            if (able && !key.hasRevocation()) {
                if (!isExpired(key)) {
                    usable.add(key);
                }
            }
        }
        return usable.stream()
                .max(Comparator.comparing(PGPPublicKey::getCreationTime))
                .orElseThrow(() -> new LifeboatException(KEY_UNUSABLE, name + " cannot " + verb));
    }

    static boolean isExpired(PGPPublicKey key) {
        long seconds = key.getValidSeconds();
        return seconds > 0 && key.getCreationTime().getTime() + seconds * 1000 < System.currentTimeMillis();
    }

    /** The key flags of the newest self or binding signature; a key without any says by its algorithm what it can. */
    static int flagsOf(PGPPublicKey key) {
        PGPSignature newest = null;
        for (Iterator<PGPSignature> signatures = key.getSignatures(); signatures.hasNext(); ) {
            PGPSignature signature = signatures.next();
            boolean own = signature.getSignatureType() == PGPSignature.SUBKEY_BINDING
                    || signature.getSignatureType() == PGPSignature.POSITIVE_CERTIFICATION
                    || signature.getSignatureType() == PGPSignature.DIRECT_KEY;
            if (own
                    && signature.getHashedSubPackets() != null
                    && signature.getHashedSubPackets().getKeyFlags() != 0
                    && (newest == null || newest.getCreationTime().before(signature.getCreationTime()))) {
                newest = signature;
            }
        }
        if (newest != null) {
            return newest.getHashedSubPackets().getKeyFlags();
        }
        return key.isEncryptionKey() && !key.isMasterKey() ? ENCRYPTS : SIGNS;
    }
}

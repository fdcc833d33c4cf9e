package dev.lifeboat.keys;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.error.LifeboatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
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
import org.bouncycastle.openpgp.api.OpenPGPCertificate;
import org.bouncycastle.openpgp.api.OpenPGPCertificate.OpenPGPComponentKey;
import org.bouncycastle.openpgp.api.jcajce.JcaOpenPGPImplementation;
import org.bouncycastle.openpgp.jcajce.JcaPGPObjectFactory;
import org.bouncycastle.openpgp.operator.jcajce.JcePBESecretKeyDecryptorBuilder;
import org.jspecify.annotations.Nullable;

/** Reading armored keys: Bouncy Castle's objects with our errors. */
final class PgpKeys {
    static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
    static final int ENCRYPTS = 0x04 | 0x08;
    static final int SIGNS = 0x02;
    private static final int MOST_BYTES = 1 << 20;
    /** Four bytes have it. */
    private static final long MOST_SECONDS = 0xFFFF_FFFFL;

    private static final String ARMOR = "-----BEGIN PGP ";

    private PgpKeys() {}

    static String fingerprint(PGPPublicKey key) {
        return HexFormat.of().formatHex(key.getFingerprint()).toUpperCase(Locale.ROOT);
    }

    /** The content of a file of public keys, within bounds; throws KEY_UNUSABLE. */
    static byte[] read(String file) {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new LifeboatException(KEY_UNUSABLE, file + " is larger than 1 MiB: this is not a key");
            }
            return bytes;
        } catch (IOException e) {
            throw new LifeboatException(KEY_UNUSABLE, "key " + file + " cannot be read: " + SafeFiles.reason(e), e);
        }
    }

    /** The first public key ring in the text; {@code name} says where it came from in errors. */
    static PGPPublicKeyRing publicRing(byte[] armored, String name) {
        List<Object> objects = objects(armored, name, "public");
        if (objects.stream().anyMatch(PGPSecretKeyRing.class::isInstance)) {
            throw new LifeboatException(
                    KEY_UNUSABLE,
                    name
                            + " holds a private key where a public one belongs; export the public one (gpg --armor --export)"
                            + " and keep this file away from here");
        }
        return first(objects, PGPPublicKeyRing.class, name, "public");
    }

    /** The first secret key ring in the text. */
    static PGPSecretKeyRing secretRing(String armored, String name) {
        return secretRings(armored, name).get(0);
    }

    /** All secret key rings in the text, at least one; throws KEY_UNUSABLE. */
    static List<PGPSecretKeyRing> secretRings(String armored, String name) {
        List<Object> objects = objects(armored.getBytes(StandardCharsets.UTF_8), name, "secret");
        if (objects.stream().noneMatch(PGPSecretKeyRing.class::isInstance)
                && objects.stream().anyMatch(PGPPublicKeyRing.class::isInstance)) {
            throw new LifeboatException(
                    KEY_UNUSABLE, name + " holds a public key where a secret one belongs (gpg --export-secret-keys)");
        }
        first(objects, PGPSecretKeyRing.class, name, "secret");
        return objects.stream()
                .filter(PGPSecretKeyRing.class::isInstance)
                .map(PGPSecretKeyRing.class::cast)
                .toList();
    }

    /** The public key ring of a text that holds no other; throws KEY_UNUSABLE: what is written anew would lack the others. */
    static PGPPublicKeyRing onlyPublicRing(byte[] armored, String name) {
        PGPPublicKeyRing ring = publicRing(armored, name);
        requireOne(objects(armored, name, "public"), PGPPublicKeyRing.class, name);
        return ring;
    }

    /** The secret key ring of a text that holds no other; throws KEY_UNUSABLE as {@link #onlyPublicRing}. */
    static PGPSecretKeyRing onlySecretRing(String armored, String name) {
        List<PGPSecretKeyRing> rings = secretRings(armored, name);
        requireOne(rings, PGPSecretKeyRing.class, name);
        return rings.get(0);
    }

    private static void requireOne(List<?> objects, Class<?> type, String name) {
        long count = objects.stream().filter(type::isInstance).count();
        if (count > 1) {
            throw new LifeboatException(
                    KEY_UNUSABLE,
                    name + " holds " + count + " keys, of which only one would be taken; give each a file of its own");
        }
    }

    /** How long a key lasts, as OpenPGP says it; throws USAGE beyond what fits there: it would wrap around to a near day. */
    static long lasting(Instant created, Instant until) {
        long seconds = Duration.between(created, until).toSeconds();
        if (seconds > MOST_SECONDS) {
            throw new LifeboatException(
                    USAGE, "a key lasts for 136 years at most, or for ever: " + until + " is too far away");
        }
        return seconds;
    }

    private static <T> T first(List<Object> objects, Class<T> type, String name, String kind) {
        return objects.stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new LifeboatException(KEY_UNUSABLE, name + " holds no " + kind + " key"));
    }

    private static List<Object> objects(byte[] bytes, String name, String kind) {
        List<Object> objects = new ArrayList<>();
        try {
            for (byte[] block : blocks(bytes)) {
                JcaPGPObjectFactory packets =
                        new JcaPGPObjectFactory(PGPUtil.getDecoderStream(new ByteArrayInputStream(block)));
                for (Object object = packets.nextObject(); object != null; object = packets.nextObject()) {
                    objects.add(object);
                }
            }
            return objects;
        } catch (IOException | RuntimeException e) {
            throw unreadable(name, kind, e);
        }
    }

    /** A file may hold several armored blocks, one behind the other; without any it is read as binary. */
    private static List<byte[]> blocks(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<byte[]> blocks = new ArrayList<>();
        for (int from = text.indexOf(ARMOR); from >= 0; ) {
            int next = text.indexOf(ARMOR, from + 1);
            blocks.add(text.substring(from, next < 0 ? text.length() : next).getBytes(StandardCharsets.ISO_8859_1));
            from = next;
        }
        return blocks.isEmpty() ? List.of(bytes) : blocks;
    }

    /** The cause may quote the file: only its class is told. */
    private static LifeboatException unreadable(String name, String kind, Exception e) {
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

    /** The newest key of the ring that encrypts and is valid now; throws KEY_UNUSABLE. */
    static PGPPublicKey encryptionKey(PGPPublicKeyRing ring, String name) {
        requireValidPrimary(ring, name);
        return newest(certificate(ring).getEncryptionKeys(new Date()), name, "encrypt");
    }

    /** The newest key of the ring that signs and is valid now; throws KEY_UNUSABLE. */
    static PGPPublicKey signingKey(PGPPublicKeyRing ring, String name) {
        requireValidPrimary(ring, name);
        return newest(certificate(ring).getSigningKeys(new Date()), name, "sign");
    }

    /**
     * Whether the key could sign at that time: bound to its primary key, with its own agreement (the back-signature of a
     * subkey), neither of them expired or revoked then.
     */
    static boolean couldSign(PGPPublicKeyRing ring, PGPPublicKey key, Date time) {
        return signers(ring, time).stream()
                .anyMatch(able -> able.getKeyIdentifier().equals(key.getKeyIdentifier()));
    }

    /** The keys of the ring that could sign at that time. */
    static List<OpenPGPComponentKey> signers(PGPPublicKeyRing ring, Date time) {
        return certificate(ring).getSigningKeys(time);
    }

    /** Checks each self-signature, binding, back-signature, revocation and expiry before it says what a key can do. */
    private static OpenPGPCertificate certificate(PGPPublicKeyRing ring) {
        return new OpenPGPCertificate(ring, new JcaOpenPGPImplementation(PROVIDER, new SecureRandom()));
    }

    /** The certificate's rules say no as well, but not why. */
    private static void requireValidPrimary(PGPPublicKeyRing ring, String name) {
        PGPPublicKey primary = ring.getPublicKey();
        if (primary.hasRevocation()) {
            throw new LifeboatException(KEY_UNUSABLE, name + " cannot be used: its primary key is revoked");
        }
        if (isExpired(primary)) {
            throw new LifeboatException(KEY_UNUSABLE, name + " cannot be used: its primary key has expired");
        }
    }

    private static PGPPublicKey newest(List<OpenPGPComponentKey> usable, String name, String verb) {
        return usable.stream()
                .map(OpenPGPComponentKey::getPGPPublicKey)
                .filter(key -> !key.hasRevocation())
                .max(Comparator.comparing(PGPPublicKey::getCreationTime))
                .orElseThrow(() -> new LifeboatException(
                        KEY_UNUSABLE, name + " cannot " + verb + ": no valid key of it is meant for that"));
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

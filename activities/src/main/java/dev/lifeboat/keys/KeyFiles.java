package dev.lifeboat.keys;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;
import static dev.lifeboat.error.ErrorCode.USAGE;

import dev.lifeboat.error.LifeboatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Date;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.CompressionAlgorithmTags;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.PublicKeyPacket;
import org.bouncycastle.bcpg.SymmetricKeyAlgorithmTags;
import org.bouncycastle.bcpg.sig.Features;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPKeyPair;
import org.bouncycastle.openpgp.PGPKeyRingGenerator;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.PBESecretKeyEncryptor;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPDigestCalculatorProviderBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPKeyPair;
import org.bouncycastle.openpgp.operator.jcajce.JcePBESecretKeyEncryptorBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Making and describing key files. Bouncy Castle's own defaults make keys that gpg 2.2 cannot import; these are version 4
 * keys with the legacy Curve25519 ids or RSA-4096, MDC as their only feature, and SHA-512.
 */
public final class KeyFiles {
    /** Every file that {@link #generate} writes. */
    public static final List<String> NAMES =
            List.of("backup.pub.asc", "backup.sec.asc", "signing.pub.asc", "signing.sec.asc");

    private KeyFiles() {}

    /** Writes something in OpenPGP's binary form. */
    interface Encodable {
        void encode(OutputStream out) throws IOException;
    }

    /**
     * Generates a backup key (encrypts) and, apart from it, a signing key. Writes {@link #NAMES}, 0600, and returns their
     * descriptions. Throws USAGE when one of the files exists: an overwritten key is a lost backup.
     *
     * @param owner named in the user ids
     * @param passphrase protects the secret keys; null: they are not protected
     */
    public static List<KeyDescription> generate(
            Path folder, KeyAlgorithm algorithm, String owner, char @Nullable [] passphrase) {
        for (String name : NAMES) {
            if (Files.exists(folder.resolve(name))) {
                throw new LifeboatException(USAGE, folder.resolve(name) + " exists; keys are never overwritten");
            }
        }
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Map<String, byte[]> files = new LinkedHashMap<>();
            PGPKeyRingGenerator backup = ring(algorithm, "Lifeboat backup key (" + owner + ")", true, passphrase);
            PGPKeyRingGenerator signing = ring(algorithm, "Lifeboat signing key (" + owner + ")", false, passphrase);
            files.put(NAMES.get(0), armored(backup.generatePublicKeyRing()::encode));
            files.put(NAMES.get(1), armored(backup.generateSecretKeyRing()::encode));
            files.put(NAMES.get(2), armored(signing.generatePublicKeyRing()::encode));
            files.put(NAMES.get(3), armored(signing.generateSecretKeyRing()::encode));
            writeAll(folder, files);
        } catch (IOException | PGPException | GeneralSecurityException e) {
            throw new LifeboatException(
                    KEY_UNUSABLE, "keys cannot be generated in " + folder + ": " + e.getMessage(), e);
        }
        return NAMES.stream().map(name -> describe(folder.resolve(name))).toList();
    }

    /** Describes an armored public or secret key file. Throws KEY_UNUSABLE. */
    public static KeyDescription describe(Path file) {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new LifeboatException(
                    KEY_UNUSABLE, file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
        String text = new String(content, StandardCharsets.UTF_8);
        boolean secret = text.contains("PRIVATE KEY BLOCK");
        List<PGPPublicKey> keys = new ArrayList<>();
        if (secret) {
            PGPSecretKeyRing ring = PgpKeys.secretRing(text, file.toString());
            ring.getPublicKeys().forEachRemaining(keys::add);
        } else {
            PGPPublicKeyRing ring = PgpKeys.publicRing(content, file.toString());
            ring.forEach(keys::add);
        }
        PGPPublicKey primary = keys.get(0);
        Iterator<String> userIds = primary.getUserIDs();
        long validSeconds = primary.getValidSeconds();
        return new KeyDescription(
                file.toString(),
                PgpKeys.fingerprint(primary),
                nameOf(primary),
                userIds.hasNext() ? userIds.next() : "",
                primary.getCreationTime().toInstant(),
                validSeconds == 0 ? null : primary.getCreationTime().toInstant().plusSeconds(validSeconds),
                secret,
                keys.stream().anyMatch(key -> key.isEncryptionKey() && (PgpKeys.flagsOf(key) & 0x0c) != 0),
                keys.stream().anyMatch(key -> (PgpKeys.flagsOf(key) & KeyFlags.SIGN_DATA) != 0));
    }

    private static String nameOf(PGPPublicKey key) {
        return switch (key.getAlgorithm()) {
            case PublicKeyAlgorithmTags.RSA_GENERAL -> "RSA-" + key.getBitStrength();
            case PublicKeyAlgorithmTags.EDDSA_LEGACY -> "Curve25519";
            default -> "OpenPGP algorithm " + key.getAlgorithm();
        };
    }

    private static PGPKeyRingGenerator ring(
            KeyAlgorithm algorithm, String userId, boolean encrypts, char @Nullable [] passphrase)
            throws PGPException, GeneralSecurityException {
        Date now = new Date();
        PGPKeyPair primary = pair(algorithm, false, now);
        PGPDigestCalculator sha1 =
                new JcaPGPDigestCalculatorProviderBuilder().build().get(HashAlgorithmTags.SHA1);
        PBESecretKeyEncryptor protection = passphrase == null
                ? null
                : new JcePBESecretKeyEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256, sha1, 0xc0)
                        .setProvider(PgpKeys.PROVIDER)
                        .build(passphrase);
        PGPSignatureSubpacketGenerator certification = new PGPSignatureSubpacketGenerator();
        certification.setKeyFlags(
                true, encrypts ? KeyFlags.CERTIFY_OTHER : KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
        certification.setFeature(false, Features.FEATURE_MODIFICATION_DETECTION);
        certification.setPreferredSymmetricAlgorithms(false, new int[] {SymmetricKeyAlgorithmTags.AES_256});
        certification.setPreferredHashAlgorithms(false, new int[] {HashAlgorithmTags.SHA512, HashAlgorithmTags.SHA256});
        certification.setPreferredCompressionAlgorithms(false, new int[] {CompressionAlgorithmTags.UNCOMPRESSED});
        PGPKeyRingGenerator generator = new PGPKeyRingGenerator(
                0x13,
                primary,
                userId,
                sha1,
                certification.generate(),
                null,
                new JcaPGPContentSignerBuilder(primary.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA512)
                        .setProvider(PgpKeys.PROVIDER),
                protection);
        if (encrypts) {
            PGPSignatureSubpacketGenerator binding = new PGPSignatureSubpacketGenerator();
            binding.setKeyFlags(true, KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE);
            generator.addSubKey(pair(algorithm, true, now), binding.generate(), null);
        }
        return generator;
    }

    private static PGPKeyPair pair(KeyAlgorithm algorithm, boolean encrypts, Date now)
            throws PGPException, GeneralSecurityException {
        return switch (algorithm) {
            case RSA4096 -> {
                KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
                rsa.initialize(4096, new SecureRandom());
                yield new JcaPGPKeyPair(
                        PublicKeyPacket.VERSION_4, PublicKeyAlgorithmTags.RSA_GENERAL, rsa.generateKeyPair(), now);
            }
            case CURVE25519 -> {
                KeyPairGenerator curve =
                        KeyPairGenerator.getInstance(encrypts ? "X25519" : "Ed25519", PgpKeys.PROVIDER);
                yield new JcaPGPKeyPair(
                        PublicKeyPacket.VERSION_4,
                        encrypts ? PublicKeyAlgorithmTags.ECDH : PublicKeyAlgorithmTags.EDDSA_LEGACY,
                        curve.generateKeyPair(),
                        now);
            }
        };
    }

    static byte[] armored(Encodable content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ArmoredOutputStream armor = armor(bytes)) {
            content.encode(armor);
        } catch (IOException e) {
            throw new LifeboatException(KEY_UNUSABLE, "a key cannot be written", e);
        }
        return bytes.toByteArray();
    }

    /** Without a version line: what is signed and stored should not change with a library. */
    static ArmoredOutputStream armor(OutputStream out) {
        return ArmoredOutputStream.builder().clearHeaders().build(out);
    }

    /** All files on disk for good, or none: what is encrypted to a key that a power cut takes away is lost. */
    static void writeAll(Path folder, Map<String, byte[]> files) throws IOException {
        List<Path> written = new ArrayList<>();
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                write(path, file.getValue(), written);
            }
            flushFolder(folder);
            Path parent = folder.toAbsolutePath().getParent();
            // For a folder that is new; one that we may not read is not ours.
            if (parent != null && Files.isReadable(parent)) {
                flushFolder(parent);
            }
        } catch (IOException e) {
            for (Path path : written) {
                Files.deleteIfExists(path);
            }
            throw e;
        }
    }

    private static void write(Path file, byte[] content, List<Path> written) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            written.add(file);
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void flushFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

package dev.lifeboat.keys;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
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
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.PBESecretKeyEncryptor;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentSignerBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPDigestCalculatorProviderBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPKeyPair;
import org.bouncycastle.openpgp.operator.jcajce.JcePBESecretKeyEncryptorBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes keys. Bouncy Castle's own defaults make such as gpg 2.2 cannot import; these are version 4 keys with the legacy Curve25519
 * ids or RSA-4096, MDC as their only feature, and SHA-512.
 */
final class KeyMaker {
    private final KeyAlgorithm algorithm;
    private final char @Nullable [] passphrase;
    private final Instant now;

    /** @param passphrase protects the secret keys; null: they are not protected */
    KeyMaker(KeyAlgorithm algorithm, char @Nullable [] passphrase, Instant now) {
        this.algorithm = algorithm;
        this.passphrase = passphrase;
        this.now = now;
    }

    /** Both halves, armored. */
    record Made(String publicKey, String secretKey) {}

    /**
     * A key with a subkey that encrypts.
     *
     * @param expires null: never
     */
    Made backup(String owner, @Nullable Instant expires) throws PGPException, GeneralSecurityException {
        return make("Lifeboat backup key (" + owner + ")", true, expires);
    }

    /** A key that signs, and never expires by itself: what it signed outlives it. */
    Made signing(String owner) throws PGPException, GeneralSecurityException {
        return make("Lifeboat signing key (" + owner + ")", false, null);
    }

    private Made make(String userId, boolean encrypts, @Nullable Instant expires)
            throws PGPException, GeneralSecurityException {
        PGPKeyRingGenerator ring = ring(userId, encrypts, expires);
        return new Made(
                KeyFiles.armoredText(ring.generatePublicKeyRing()::encode),
                KeyFiles.armoredText(ring.generateSecretKeyRing()::encode));
    }

    private PGPKeyRingGenerator ring(String userId, boolean encrypts, @Nullable Instant expires)
            throws PGPException, GeneralSecurityException {
        Date made = Date.from(now);
        PGPKeyPair primary = pair(false, made);
        PGPDigestCalculator sha1 =
                new JcaPGPDigestCalculatorProviderBuilder().build().get(HashAlgorithmTags.SHA1);
        PGPSignatureSubpacketGenerator certification = new PGPSignatureSubpacketGenerator();
        certification.setKeyFlags(
                true, encrypts ? KeyFlags.CERTIFY_OTHER : KeyFlags.CERTIFY_OTHER | KeyFlags.SIGN_DATA);
        certification.setFeature(false, Features.FEATURE_MODIFICATION_DETECTION);
        certification.setPreferredSymmetricAlgorithms(false, new int[] {SymmetricKeyAlgorithmTags.AES_256});
        certification.setPreferredHashAlgorithms(false, new int[] {HashAlgorithmTags.SHA512, HashAlgorithmTags.SHA256});
        certification.setPreferredCompressionAlgorithms(false, new int[] {CompressionAlgorithmTags.UNCOMPRESSED});
        expire(certification, expires);
        PGPKeyRingGenerator generator = new PGPKeyRingGenerator(
                0x13,
                primary,
                userId,
                sha1,
                certification.generate(),
                null,
                new JcaPGPContentSignerBuilder(primary.getPublicKey().getAlgorithm(), HashAlgorithmTags.SHA512)
                        .setProvider(PgpKeys.PROVIDER),
                protection(sha1));
        if (encrypts) {
            PGPSignatureSubpacketGenerator binding = new PGPSignatureSubpacketGenerator();
            binding.setKeyFlags(true, KeyFlags.ENCRYPT_COMMS | KeyFlags.ENCRYPT_STORAGE);
            expire(binding, expires);
            generator.addSubKey(pair(true, made), binding.generate(), null);
        }
        return generator;
    }

    private void expire(PGPSignatureSubpacketGenerator signature, @Nullable Instant expires) {
        if (expires != null) {
            signature.setKeyExpirationTime(true, PgpKeys.lasting(now, expires));
        }
    }

    private @Nullable PBESecretKeyEncryptor protection(PGPDigestCalculator sha1) {
        return passphrase == null ? null : protection(passphrase, sha1);
    }

    /** As gpg 2.2 reads it. */
    static PBESecretKeyEncryptor protection(char[] passphrase, PGPDigestCalculator sha1) {
        return new JcePBESecretKeyEncryptorBuilder(SymmetricKeyAlgorithmTags.AES_256, sha1, 0xc0)
                .setProvider(PgpKeys.PROVIDER)
                .build(passphrase);
    }

    private PGPKeyPair pair(boolean encrypts, Date made) throws PGPException, GeneralSecurityException {
        return switch (algorithm) {
            case RSA4096 -> {
                KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
                rsa.initialize(4096, new SecureRandom());
                yield new JcaPGPKeyPair(
                        PublicKeyPacket.VERSION_4, PublicKeyAlgorithmTags.RSA_GENERAL, rsa.generateKeyPair(), made);
            }
            case CURVE25519 -> {
                KeyPairGenerator curve =
                        KeyPairGenerator.getInstance(encrypts ? "X25519" : "Ed25519", PgpKeys.PROVIDER);
                yield new JcaPGPKeyPair(
                        PublicKeyPacket.VERSION_4,
                        encrypts ? PublicKeyAlgorithmTags.ECDH : PublicKeyAlgorithmTags.EDDSA_LEGACY,
                        curve.generateKeyPair(),
                        made);
            }
        };
    }
}

package dev.lifeboat.keys;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.secret.Secret;
import dev.lifeboat.secret.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.bcpg.ArmoredOutputStream;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** Signs with one secret key, in a form that gpg 2.2 verifies: version 4, SHA-512, detached, armored. */
public final class PgpSigner implements Signer {
    private final PGPPrivateKey privateKey;
    private final PGPPublicKey signingKey;
    private final PGPPublicKeyRing ring;

    private PgpSigner(PGPPrivateKey privateKey, PGPPublicKey signingKey, PGPPublicKeyRing ring) {
        this.privateKey = privateKey;
        this.signingKey = signingKey;
        this.ring = ring;
    }

    /** Throws KEY_UNUSABLE and SECRET_MISSING, naming the reference. */
    public static PgpSigner of(String reference, @Nullable String passphrase, Secrets secrets) {
        PGPSecretKeyRing secretRing =
                PgpKeys.secretRing(secrets.resolve(reference).value(), reference);
        List<PGPPublicKey> publicKeys = new ArrayList<>();
        secretRing.getPublicKeys().forEachRemaining(publicKeys::add);
        PGPPublicKeyRing ring = new PGPPublicKeyRing(publicKeys);
        PGPPublicKey key = PgpKeys.signingKey(ring, reference);
        PGPSecretKey secretKey = secretRing.getSecretKey(key.getKeyID());
        if (secretKey == null) {
            throw new LifeboatException(KEY_UNUSABLE, reference + " holds no secret key that signs");
        }
        Secret secret = passphrase == null ? null : secrets.resolve(passphrase);
        char[] characters = secret == null ? null : secret.value().toCharArray();
        return new PgpSigner(PgpKeys.unlock(secretKey, characters, reference), key, ring);
    }

    @Override
    public String fingerprint() {
        return PgpKeys.fingerprint(ring.getPublicKey());
    }

    @Override
    public byte[] publicKey() {
        return KeyFiles.armored(ring::encode);
    }

    @Override
    public byte[] sign(byte[] content) {
        try {
            PGPSignatureGenerator generator = new PGPSignatureGenerator(
                    new JcaPGPContentSignerBuilder(signingKey.getAlgorithm(), HashAlgorithmTags.SHA512)
                            .setProvider(PgpKeys.PROVIDER),
                    signingKey);
            generator.init(PGPSignature.BINARY_DOCUMENT, privateKey);
            PGPSignatureSubpacketGenerator subpackets = new PGPSignatureSubpacketGenerator();
            subpackets.setIssuerFingerprint(false, signingKey);
            generator.setHashedSubpackets(subpackets.generate());
            generator.update(content);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ArmoredOutputStream armor = KeyFiles.armor(bytes)) {
                generator.generate().encode(armor);
            }
            return bytes.toByteArray();
        } catch (PGPException | IOException e) {
            throw new LifeboatException(KEY_UNUSABLE, "signing with " + fingerprint() + " failed", e);
        }
    }
}

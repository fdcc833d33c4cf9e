package dev.lifeboat.keys;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;

import dev.lifeboat.error.LifeboatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKey;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.operator.PGPDigestCalculator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPDigestCalculatorProviderBuilder;
import org.bouncycastle.openpgp.operator.jcajce.JcePBESecretKeyDecryptorBuilder;
import org.jspecify.annotations.Nullable;

/** Keys that others made, gpg above all: taken only if they can do here what they are meant for. */
public final class KeyImport {
    private KeyImport() {}

    /** A key in the form in which it is kept: armored, nothing else around it. */
    public record Accepted(KeyDescription description, String armored) {}

    /**
     * A public key that encrypts. Throws KEY_UNUSABLE with the reason: it is private, revoked, expired, only signs, or
     * is not the only one.
     *
     * @param name says where it came from
     */
    public static Accepted recipient(byte[] content, String name) {
        PGPPublicKeyRing ring = PgpKeys.onlyPublicRing(content, name);
        PgpKeys.encryptionKey(ring, name);
        List<PGPPublicKey> keys = new ArrayList<>();
        ring.forEach(keys::add);
        return new Accepted(KeyFiles.describe(keys, false, name), KeyFiles.armoredText(ring::encode));
    }

    /**
     * A secret key that decrypts or signs, protected with another passphrase from now on. An expired one may still decrypt. Throws
     * KEY_UNUSABLE with the reason.
     *
     * @param passphrase that unlocks it; null: it has none
     * @param kept protects it from now on; null: it stays as it is
     */
    public static Accepted secret(byte[] content, String name, char @Nullable [] passphrase, char @Nullable [] kept) {
        PGPSecretKeyRing ring = PgpKeys.onlySecretRing(new String(content, StandardCharsets.UTF_8), name);
        List<PGPPublicKey> keys = new ArrayList<>();
        ring.getPublicKeys().forEachRemaining(keys::add);
        KeyDescription description = KeyFiles.describe(keys, true, name);
        boolean decrypts = false;
        for (PGPSecretKey key : ring) {
            if (!key.isPrivateKeyEmpty()) {
                PgpKeys.unlock(key, passphrase, name);
                decrypts |= key.getPublicKey().isEncryptionKey()
                        && (PgpKeys.flagsOf(key.getPublicKey()) & PgpKeys.ENCRYPTS) != 0;
            }
        }
        if (!decrypts && PgpKeys.signers(new PGPPublicKeyRing(keys), new Date()).isEmpty()) {
            throw new LifeboatException(
                    KEY_UNUSABLE, name + " neither decrypts nor signs: revoked, expired, or without its secret part");
        }
        PGPSecretKeyRing stored = kept == null ? ring : protect(ring, passphrase, kept, name);
        return new Accepted(description, KeyFiles.armoredText(stored::encode));
    }

    private static PGPSecretKeyRing protect(
            PGPSecretKeyRing ring, char @Nullable [] passphrase, char[] kept, String name) {
        try {
            PGPDigestCalculator sha1 =
                    new JcaPGPDigestCalculatorProviderBuilder().build().get(HashAlgorithmTags.SHA1);
            return PGPSecretKeyRing.copyWithNewPassword(
                    ring,
                    new JcePBESecretKeyDecryptorBuilder()
                            .setProvider(PgpKeys.PROVIDER)
                            .build(passphrase == null ? new char[0] : passphrase),
                    KeyMaker.protection(kept, sha1));
        } catch (PGPException e) {
            throw new LifeboatException(KEY_UNUSABLE, name + " cannot be protected with keys.passphrase", e);
        }
    }
}

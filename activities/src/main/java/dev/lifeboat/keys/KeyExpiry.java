package dev.lifeboat.keys;

import static dev.lifeboat.error.ErrorCode.KEY_UNUSABLE;

import dev.lifeboat.error.LifeboatException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPrivateKey;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureGenerator;
import org.bouncycastle.openpgp.PGPSignatureSubpacketGenerator;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Another end for a key: each of its signatures over itself (user ids, subkeys) is made anew with that time and nothing else changed,
 * so that gpg takes the new one for the newest.
 */
public final class KeyExpiry {
    private final PGPPrivateKey signer;
    private final @Nullable Instant until;
    private final Instant now;
    private PGPPublicKey primary;

    private KeyExpiry(PGPPrivateKey signer, PGPPublicKey primary, @Nullable Instant until, Instant now) {
        this.signer = signer;
        this.primary = primary;
        this.until = until;
        this.now = now;
    }

    /** Both halves with the new end, armored. */
    public record Changed(String publicKey, String secretKey) {}

    /**
     * Sets the end of a key. Throws KEY_UNUSABLE: revoked, without its primary secret key, a wrong passphrase, not the
     * only key there; USAGE for an end that cannot be said.
     *
     * @param until null: it never ends
     * @param name says where it came from
     */
    public static Changed set(
            byte[] secretKey, char @Nullable [] passphrase, @Nullable Instant until, Instant now, String name) {
        PGPSecretKeyRing ring = PgpKeys.onlySecretRing(new String(secretKey, StandardCharsets.UTF_8), name);
        PGPPublicKey primary = ring.getPublicKey();
        if (primary.hasRevocation()) {
            throw new LifeboatException(KEY_UNUSABLE, name + " is revoked: another end does not make it usable");
        }
        if (ring.getSecretKey().isPrivateKeyEmpty()) {
            throw new LifeboatException(
                    KEY_UNUSABLE, name + " lacks the secret part of its primary key, which alone can set its end");
        }
        PGPPrivateKey signer = PgpKeys.unlock(ring.getSecretKey(), passphrase, name);
        try {
            PGPPublicKeyRing changed = new KeyExpiry(signer, primary, until, now).change(ring);
            PGPSecretKeyRing secret = PGPSecretKeyRing.replacePublicKeys(ring, changed);
            return new Changed(KeyFiles.armoredText(changed::encode), KeyFiles.armoredText(secret::encode));
        } catch (PGPException e) {
            throw new LifeboatException(KEY_UNUSABLE, name + " cannot sign for its own end", e);
        }
    }

    private PGPPublicKeyRing change(PGPSecretKeyRing ring) throws PGPException {
        List<PGPPublicKey> keys = new ArrayList<>();
        ring.getPublicKeys().forEachRemaining(keys::add);
        List<String> userIds = new ArrayList<>();
        primary.getUserIDs().forEachRemaining(userIds::add);
        for (String userId : userIds) {
            PGPSignature old = newest(primary.getSignaturesForID(userId), PGPSignature.POSITIVE_CERTIFICATION);
            if (old != null) {
                PGPSignature fresh = generator(old, primary).generateCertification(userId, primary);
                primary = PGPPublicKey.addCertification(
                        PGPPublicKey.removeCertification(primary, userId, old), userId, fresh);
            }
        }
        keys.set(0, primary);
        for (int i = 1; i < keys.size(); i++) {
            PGPPublicKey subkey = keys.get(i);
            PGPSignature old = newest(subkey.getSignatures(), PGPSignature.SUBKEY_BINDING);
            if (old != null && !subkey.hasRevocation()) {
                PGPSignature fresh = generator(old, subkey).generateCertification(primary, subkey);
                keys.set(i, PGPPublicKey.addCertification(PGPPublicKey.removeCertification(subkey, old), fresh));
            }
        }
        return new PGPPublicKeyRing(keys);
    }

    private PGPSignatureGenerator generator(PGPSignature old, PGPPublicKey of) throws PGPException {
        PGPSignatureGenerator generator = new PGPSignatureGenerator(
                new JcaPGPContentSignerBuilder(primary.getAlgorithm(), HashAlgorithmTags.SHA512)
                        .setProvider(PgpKeys.PROVIDER),
                primary);
        generator.init(old.getSignatureType(), signer);
        PGPSignatureSubpacketGenerator hashed = new PGPSignatureSubpacketGenerator(old.getHashedSubPackets());
        for (int type : new int[] {
            SignatureSubpacketTags.CREATION_TIME,
            SignatureSubpacketTags.KEY_EXPIRE_TIME,
            SignatureSubpacketTags.ISSUER_KEY_ID,
            SignatureSubpacketTags.ISSUER_FINGERPRINT
        }) {
            hashed.removePacketsOfType(type);
        }
        // The newest signature counts, and two of one second have no order.
        Instant after = old.getCreationTime().toInstant().plusSeconds(1);
        hashed.setSignatureCreationTime(false, Date.from(now.isAfter(after) ? now : after));
        hashed.setIssuerFingerprint(false, primary);
        if (until != null) {
            hashed.setKeyExpirationTime(
                    true, PgpKeys.lasting(of.getCreationTime().toInstant(), until));
        }
        generator.setHashedSubpackets(hashed.generate());
        // A signing subkey's agreement to its primary key may stand here.
        generator.setUnhashedSubpackets(old.getUnhashedSubPackets());
        return generator;
    }

    /** The primary key's own newest one of this kind; of certifications of any strength. */
    private @Nullable PGPSignature newest(Iterator<PGPSignature> signatures, int type) {
        PGPSignature newest = null;
        while (signatures.hasNext()) {
            PGPSignature signature = signatures.next();
            boolean certification = type == PGPSignature.POSITIVE_CERTIFICATION && signature.isCertification();
            if (signature.getKeyID() == primary.getKeyID()
                    && (certification || signature.getSignatureType() == type)
                    && (newest == null || newest.getCreationTime().before(signature.getCreationTime()))) {
                newest = signature;
            }
        }
        return newest;
    }
}

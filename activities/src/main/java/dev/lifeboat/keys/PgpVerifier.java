package dev.lifeboat.keys;

import static dev.lifeboat.error.ErrorCode.SIGNATURE_INVALID;

import dev.lifeboat.error.LifeboatException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureList;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.jcajce.JcaPGPObjectFactory;
import org.bouncycastle.openpgp.operator.jcajce.JcaPGPContentVerifierBuilderProvider;

/** Checks detached signatures. Says who signed; whether that one is trusted is the caller's question. */
public final class PgpVerifier {
    private static final Set<Integer> STRONG =
            Set.of(HashAlgorithmTags.SHA512, HashAlgorithmTags.SHA384, HashAlgorithmTags.SHA256);

    private PgpVerifier() {}

    /**
     * The primary fingerprint (40 upper-case hex digits) of the key that signed. Throws SIGNATURE_INVALID.
     *
     * @param publicKey armored; comes from beside the content and is worth no more than its fingerprint
     */
    public static String verify(byte[] content, byte[] signature, byte[] publicKey) {
        return check(content, signature, publicKey).signer();
    }

    /** As {@link #verify}, with the time that the signature names. */
    public static MadeSignature check(byte[] content, byte[] signature, byte[] publicKey) {
        PGPPublicKeyRing ring = ring(publicKey);
        try (InputStream decoder = PGPUtil.getDecoderStream(new ByteArrayInputStream(signature))) {
            if (!(new JcaPGPObjectFactory(decoder).nextObject() instanceof PGPSignatureList list) || list.size() != 1) {
                throw invalid("the signature file does not hold one signature");
            }
            PGPSignature found = list.get(0);
            PGPPublicKey key = ring.getPublicKey(found.getKeyID());
            if (key == null) {
                throw invalid("the signature is not by the key that lies beside it");
            }
            if (found.getSignatureType() != PGPSignature.BINARY_DOCUMENT
                    || !STRONG.contains(found.getHashAlgorithm())
                    || key.hasRevocation()
                    || ring.getPublicKey().hasRevocation()) {
                throw invalid("the signature is of a kind that is not accepted");
            }
            found.init(new JcaPGPContentVerifierBuilderProvider().setProvider(PgpKeys.PROVIDER), key);
            found.update(content);
            if (!found.verify()) {
                throw invalid("the signature does not fit the content");
            }
            // At the time of the signature: a set outlives its key, and a forged time needs the key.
            if (!PgpKeys.couldSign(ring, key, found.getCreationTime())) {
                throw invalid("the key beside the signature was not valid for signing then");
            }
            return new MadeSignature(
                    PgpKeys.fingerprint(ring.getPublicKey()),
                    found.getCreationTime().toInstant());
        } catch (IOException | PGPException | RuntimeException e) {
            throw e instanceof LifeboatException known
                    ? known
                    : new LifeboatException(SIGNATURE_INVALID, "the signature cannot be read", e);
        }
    }

    /** As {@link #check} with the one of these keys that made the signature. */
    public static MadeSignature checkByAny(byte[] content, byte[] signature, List<byte[]> publicKeys) {
        LifeboatException last = invalid("no key is known that could have signed");
        for (byte[] key : publicKeys) {
            try {
                return check(content, signature, key);
            } catch (LifeboatException e) {
                last = e;
            }
        }
        throw last;
    }

    /** The primary fingerprint of a public key. Throws SIGNATURE_INVALID if it is none. */
    public static String signer(byte[] publicKey) {
        return PgpKeys.fingerprint(ring(publicKey).getPublicKey());
    }

    private static PGPPublicKeyRing ring(byte[] publicKey) {
        try {
            return PgpKeys.publicRing(publicKey, "the signer's public key");
        } catch (LifeboatException e) {
            throw new LifeboatException(SIGNATURE_INVALID, e.getMessage(), e);
        }
    }

    private static LifeboatException invalid(String message) {
        return new LifeboatException(SIGNATURE_INVALID, message);
    }
}

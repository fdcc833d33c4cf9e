package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.SIGNER_UNKNOWN;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.MadeSignature;
import dev.lifeboat.keys.Signer;
import dev.lifeboat.runbook.Keys;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whose signatures count: the runbook's signers; where it names none, its own signing key; where it has none, nobody is known.
 * A key that the runbook calls compromised counts for what it signed before that day, whether it stands among the signers or not.
 */
public final class TrustedSigners {
    private final List<String> fingerprints;
    private final Map<String, Instant> compromised;

    private TrustedSigners(List<String> fingerprints, Map<String, Instant> compromised) {
        this.fingerprints = List.copyOf(fingerprints);
        this.compromised = Map.copyOf(compromised);
    }

    /** Throws KEY_UNUSABLE, SECRET_MISSING. */
    public static TrustedSigners of(OpenVault vault) {
        Keys keys = vault.vault().keys();
        List<String> known = new ArrayList<>();
        keys.signers().forEach(signer -> known.add(normal(signer)));
        Signer own = known.isEmpty() ? vault.signerIfAny() : null;
        if (own != null) {
            known.add(own.fingerprint());
        }
        Map<String, Instant> compromised = new TreeMap<>();
        keys.compromised()
                .forEach((signer, since) -> compromised.put(
                        normal(signer), since.atStartOfDay(ZoneOffset.UTC).toInstant()));
        return new TrustedSigners(known, compromised);
    }

    /** A fingerprint as it is compared: 40 upper-case hex digits. */
    public static String normal(String fingerprint) {
        return fingerprint.replace(" ", "").toUpperCase(Locale.ROOT);
    }

    /** Whether a signature is trusted; false where nobody is known. Throws SIGNER_UNKNOWN for a stranger. */
    public boolean trusts(MadeSignature signature, String what) {
        Instant since = compromised.get(signature.signer());
        if (since != null) {
            if (signature.at().isBefore(since)) {
                return true;
            }
            throw new LifeboatException(
                    SIGNER_UNKNOWN,
                    what + " was signed by " + signature.signer() + " at " + signature.at()
                            + ", when that key was compromised (keys.compromised), and nobody counter-signed it");
        }
        if (fingerprints.isEmpty()) {
            return false;
        }
        if (!fingerprints.contains(signature.signer())) {
            throw new LifeboatException(
                    SIGNER_UNKNOWN,
                    what + " is signed by a stranger, " + signature.signer()
                            + "; what a former key of yours signed counts once it is counter-signed (keys resign)");
        }
        return true;
    }

    /** Whether whatever this key signed counts, now and whenever it signed: what was authenticated once needs no other look. */
    public boolean knows(String signer) {
        return !compromised.containsKey(signer) && (fingerprints.isEmpty() || fingerprints.contains(signer));
    }

    /** Whether this was once a key of ours: its warnings are heeded though it signs nothing else any more. */
    boolean formerly(String signer) {
        return compromised.containsKey(signer);
    }
}

package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.SIGNER_UNKNOWN;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.Signer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whose signatures count: the runbook's signers; where it names none, its own signing key; where it has none, nobody is known. */
public final class TrustedSigners {
    private final List<String> fingerprints;

    private TrustedSigners(List<String> fingerprints) {
        this.fingerprints = fingerprints;
    }

    /** Throws KEY_UNUSABLE, SECRET_MISSING. */
    public static TrustedSigners of(OpenVault vault) {
        List<String> known = new ArrayList<>();
        vault.vault()
                .keys()
                .signers()
                .forEach(signer -> known.add(signer.replace(" ", "").toUpperCase(Locale.ROOT)));
        Signer own = known.isEmpty() ? vault.signerIfAny() : null;
        if (own != null) {
            known.add(own.fingerprint());
        }
        return new TrustedSigners(List.copyOf(known));
    }

    /** Whether a signer is trusted; false where nobody is known. Throws SIGNER_UNKNOWN for a stranger. */
    public boolean trusts(String signer, String what) {
        if (fingerprints.isEmpty()) {
            return false;
        }
        if (!fingerprints.contains(signer)) {
            throw new LifeboatException(SIGNER_UNKNOWN, what + " is signed by a stranger, " + signer);
        }
        return true;
    }
}

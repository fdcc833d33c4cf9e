package dev.lifeboat.archive;

import java.util.Optional;

/**
 * A set whose manifest's signature was checked.
 *
 * @param signer fingerprint of who signed
 * @param trusted whether that fingerprint is one the runbook trusts, or one that does signed for the set later; false: it
 *     names none
 */
public record AuthenticatedSet(Manifest manifest, String manifestSha256, String signer, boolean trusted) {
    /** What to warn of before it is used: that nobody said whose signature counts. */
    public Optional<String> doubt() {
        return trusted
                ? Optional.empty()
                : Optional.of("no signer is trusted by the runbook; " + manifest.set() + " is signed by " + signer);
    }
}

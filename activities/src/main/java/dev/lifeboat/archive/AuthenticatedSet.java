package dev.lifeboat.archive;

/**
 * A set whose manifest's signature was checked.
 *
 * @param signer fingerprint of who signed
 * @param trusted whether that fingerprint is one the runbook trusts, or one that does signed for the set later; false: it
 *     names none
 */
public record AuthenticatedSet(Manifest manifest, String manifestSha256, String signer, boolean trusted) {}

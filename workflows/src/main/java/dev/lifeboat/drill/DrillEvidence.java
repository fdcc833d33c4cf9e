package dev.lifeboat.drill;

/**
 * What is signed off.
 *
 * @param object the report, relative to the store
 * @param sha256 of its bytes in the store, hex
 * @param nonce issued for this one question
 */
public record DrillEvidence(String object, String sha256, String nonce) {}

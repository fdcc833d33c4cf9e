package dev.lifeboat.certificate;

/**
 * A certificate that an entry of the log tells of.
 *
 * @param object of its JSON
 * @param sha256 of its bytes
 * @param entry the entry's number
 */
public record LoggedCertificate(String object, String sha256, long entry) {}

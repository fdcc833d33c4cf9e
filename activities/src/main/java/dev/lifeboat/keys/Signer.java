package dev.lifeboat.keys;

/** Signs with a vault's signing key. Thread-safe. */
public interface Signer {
    /** An armored detached signature (SHA-512) that {@code gpg --verify} accepts. */
    byte[] sign(byte[] content);

    /** The signing key's primary fingerprint, 40 upper-case hex digits. */
    String fingerprint();

    /** The armored public key, stored in each set so that it can be checked by fingerprint alone. */
    byte[] publicKey();
}

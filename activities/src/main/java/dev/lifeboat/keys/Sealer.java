package dev.lifeboat.keys;

import java.io.OutputStream;
import java.util.List;

/** Encrypts for the recipients of a vault. Thread-safe; holds no secret. */
public interface Sealer {
    /** Everything written to the result is encrypted into {@code ciphertext}; closing ends the message, not the target. */
    OutputStream seal(OutputStream ciphertext);

    /** Fingerprints of the recipients' primary keys, 40 upper-case hex digits each. */
    List<String> recipients();
}

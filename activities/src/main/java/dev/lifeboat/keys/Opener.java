package dev.lifeboat.keys;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.function.Supplier;

/** Decrypts with the private keys of a vault. Thread-safe. */
public interface Opener {
    /**
     * Decrypts a message. The plaintext may be used only after the stream has ended without an exception: with this packet
     * type a flipped bit shows at the end. Throws {@link dev.lifeboat.error.LifeboatException}: KEY_UNUSABLE when no key
     * fits, SET_CORRUPT (from any read) when the message is damaged, cut or followed by anything.
     */
    InputStream open(InputStream ciphertext);

    /**
     * As {@link #open(InputStream)}, of an object that a set stored: its session key may have been wrapped anew beside the set,
     * for keys that the object itself does not know. One that is wrong says nothing about the object, and the next is tried;
     * SET_CORRUPT only where none opens it and one of them is of a trusted signer.
     *
     * @param again the same message from its beginning, for when it takes trying; what it gives is closed
     * @param set the set that stored the object, which may be another than the one that is read
     * @param object its name in that set's folder
     */
    InputStream open(InputStream ciphertext, Supplier<InputStream> again, String set, String object);

    /** As {@link #open(InputStream, Supplier, String, String)}, of an object in memory. */
    default InputStream open(byte[] ciphertext, String set, String object) {
        return open(new ByteArrayInputStream(ciphertext), () -> new ByteArrayInputStream(ciphertext), set, object);
    }
}

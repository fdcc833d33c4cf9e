package dev.lifeboat.backup;

import dev.lifeboat.archive.Digests;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * What the text of a chunk is: all its bytes in their order. The sum of its rows' hashes could be the same for other rows that
 * somebody chose. Not thread-safe.
 */
final class ChunkText {
    /** A digest of each short row would cost more than that of the bytes. */
    private static final int BLOCK_BYTES = 1 << 16;

    private final MessageDigest digest = Digests.sha256();
    private final byte[] block = new byte[BLOCK_BYTES];
    private int filled;
    private long bytes;

    /** Adds a row: its COPY line with the line feed. */
    void row(byte[] line) {
        bytes += line.length;
        if (line.length > block.length - filled) {
            flush();
        }
        if (line.length > block.length) {
            digest.update(line);
        } else {
            System.arraycopy(line, 0, block, filled, line.length);
            filled += line.length;
        }
    }

    /** Bytes so far. */
    long bytes() {
        return bytes;
    }

    /** Of the whole text, hex; nothing can be added afterwards. */
    String sha256() {
        flush();
        return HexFormat.of().formatHex(digest.digest());
    }

    private void flush() {
        digest.update(block, 0, filled);
        filled = 0;
    }
}

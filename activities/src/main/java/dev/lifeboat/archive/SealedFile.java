package dev.lifeboat.archive;

import dev.lifeboat.keys.Sealer;
import dev.lifeboat.runbook.Archive;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HexFormat;

/**
 * Writes one compressed and encrypted file of a set. Close without {@link #finish()} drops it. Not
 * thread-safe.
 */
public final class SealedFile extends OutputStream {
    /** Rows go to the compressor in blocks: each call of it crosses into native code. */
    private static final int BLOCK_BYTES = 1 << 16;

    private final String object;
    private final ObjectWriter writer;
    private final Measured measured;
    private final OutputStream sealed;
    private final OutputStream compressed;

    /** @param folder the set's folder in the store, without a slash at its end */
    public SealedFile(Store store, Sealer sealer, Archive archive, String folder, String object) throws IOException {
        this.object = object;
        this.writer = store.create(folder + "/" + object);
        this.measured = new Measured(writer);
        boolean opened = false;
        try {
            this.sealed = sealer.seal(measured);
            this.compressed = new BufferedOutputStream(
                    Compressors.compress(sealed, archive.compression(), archive.level()), BLOCK_BYTES);
            opened = true;
        } finally {
            if (!opened) {
                writer.close();
            }
        }
    }

    @Override
    public void write(int b) throws IOException {
        compressed.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        compressed.write(bytes, offset, length);
    }

    /** What left the compressor; what it still holds is a block or two. */
    long storedBytes() {
        return measured.size();
    }

    /** Makes the file exist. */
    public FileInfo finish() throws IOException {
        compressed.close();
        sealed.close();
        writer.commit();
        return new FileInfo(
                object,
                measured.size(),
                HexFormat.of().formatHex(measured.digest().digest()));
    }

    @Override
    public void close() {
        writer.close();
    }
}

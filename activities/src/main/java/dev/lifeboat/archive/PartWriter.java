package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.Sealer;
import dev.lifeboat.runbook.Archive;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Rows to parts: COPY text → compressed → OpenPGP → SHA-256 → store, in bounded memory. A part ends at a row once its stored
 * size reaches {@code archive.part}. Zero rows make no part. Close without {@link #finish()} drops the part being written;
 * finished parts stay, and are swept when the set is sealed. Not thread-safe.
 */
public final class PartWriter implements AutoCloseable {
    private final Store store;
    private final Sealer sealer;
    private final Archive archive;
    private final String folder;
    private final IntFunction<String> names;
    private final List<PartInfo> finished = new ArrayList<>();
    private @Nullable OpenPart part;

    /**
     * @param folder the set's folder in the store, without a slash at its end
     * @param names the object of the n-th part (from 1), relative to the folder
     */
    public PartWriter(Store store, Sealer sealer, Archive archive, String folder, IntFunction<String> names) {
        this.store = store;
        this.sealer = sealer;
        this.archive = archive;
        this.folder = folder;
        this.names = names;
    }

    /** Writes one row: its COPY line with the line feed. Throws STORE_FULL, STORE_UNAVAILABLE. */
    public void row(byte[] line, int offset, int length) {
        try {
            if (part == null) {
                part = new OpenPart(names.apply(finished.size() + 1));
            }
            part.write(line, offset, length);
            if (part.storedBytes() >= archive.part().bytes()) {
                end(part);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Ends the last part and returns all of them, in order. */
    public List<PartInfo> finish() {
        try {
            if (part != null) {
                end(part);
            }
        } catch (IOException e) {
            throw failed(e);
        }
        return List.copyOf(finished);
    }

    private void end(OpenPart open) throws IOException {
        finished.add(open.end());
        part = null;
    }

    @Override
    public void close() {
        if (part != null) {
            part.drop();
            part = null;
        }
    }

    private static LifeboatException failed(IOException e) {
        return new LifeboatException(STORE_UNAVAILABLE, "a part cannot be written: " + e.getMessage(), e);
    }

    /** The part being written. */
    private final class OpenPart {
        private final String object;
        private final ObjectWriter writer;
        private final Measured measured;
        private final OutputStream sealed;
        private final OutputStream compressed;
        private final RowHash hash = new RowHash();
        private long bytes;

        OpenPart(String object) throws IOException {
            this.object = object;
            this.writer = store.create(folder + "/" + object);
            this.measured = new Measured(writer);
            boolean opened = false;
            try {
                this.sealed = sealer.seal(measured);
                this.compressed = Compressors.compress(sealed, archive.compression(), archive.level());
                opened = true;
            } finally {
                if (!opened) {
                    writer.close();
                }
            }
        }

        void write(byte[] line, int offset, int length) throws IOException {
            compressed.write(line, offset, length);
            hash.add(line, offset, length);
            bytes += length;
        }

        /** What left the compressor; what it still holds is a block or two. */
        long storedBytes() {
            return measured.count;
        }

        PartInfo end() throws IOException {
            compressed.close();
            sealed.close();
            writer.commit();
            writer.close();
            return new PartInfo(
                    object,
                    hash.rows(),
                    bytes,
                    measured.count,
                    HexFormat.of().formatHex(measured.digest.digest()),
                    hash.hex());
        }

        void drop() {
            writer.close();
        }
    }

    /** Counts and digests what is stored; does not close the object. */
    private static final class Measured extends FilterOutputStream {
        private final MessageDigest digest = Digests.sha256();
        private long count;

        Measured(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            digest.update(bytes, offset, length);
            count += length;
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}

package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.Sealer;
import dev.lifeboat.runbook.Archive;
import dev.lifeboat.store.Store;
import java.io.IOException;
import java.util.ArrayList;
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
    private final @Nullable JsonTableWriter json;
    private final List<PartInfo> finished = new ArrayList<>();
    private @Nullable OpenPart part;

    /**
     * COPY text in parts.
     *
     * @param folder the set's folder in the store, without a slash at its end
     * @param names the object of the n-th part (from 1), relative to the folder
     */
    public PartWriter(Store store, Sealer sealer, Archive archive, String folder, IntFunction<String> names) {
        this(store, sealer, archive, folder, names, null);
    }

    private PartWriter(
            Store store,
            Sealer sealer,
            Archive archive,
            String folder,
            IntFunction<String> names,
            @Nullable JsonTableWriter json) {
        this.store = store;
        this.sealer = sealer;
        this.archive = archive;
        this.folder = folder;
        this.names = names;
        this.json = json;
    }

    /** One part, whatever its size and even without a row: a table in JSON. */
    public static PartWriter json(
            Store store, Sealer sealer, Archive archive, String folder, String object, JsonTableWriter table) {
        return new PartWriter(store, sealer, archive, folder, part -> object, table);
    }

    /** Writes one row: its COPY line with the line feed. Throws STORE_FULL, STORE_UNAVAILABLE. */
    public void row(byte[] line, int offset, int length) {
        try {
            if (part == null) {
                part = new OpenPart(names.apply(finished.size() + 1));
            }
            part.write(line, offset, length);
            if (json == null && part.storedBytes() >= archive.part().bytes()) {
                end(part);
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** Ends the last part and returns all of them, in order. */
    public List<PartInfo> finish() {
        try {
            if (part == null && json != null) {
                part = new OpenPart(names.apply(1));
            }
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
        private final SealedFile file;
        private final RowHash hash = new RowHash();
        private long bytes;

        OpenPart(String object) throws IOException {
            this.file = new SealedFile(store, sealer, archive, folder, object);
            if (json != null) {
                json.begin(file);
            }
        }

        void write(byte[] line, int offset, int length) throws IOException {
            if (json == null) {
                file.write(line, offset, length);
            } else {
                json.row(file, line, offset, length);
            }
            hash.add(line, offset, length);
            bytes += length;
        }

        long storedBytes() {
            return file.storedBytes();
        }

        PartInfo end() throws IOException {
            if (json != null) {
                json.end(file);
            }
            FileInfo stored = file.finish();
            file.close();
            return new PartInfo(
                    stored.object(), hash.rows(), bytes, stored.storedBytes(), stored.sha256(), hash.hex(), null);
        }

        void drop() {
            file.close();
        }
    }
}

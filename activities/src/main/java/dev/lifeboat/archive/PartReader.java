package dev.lifeboat.archive;

import static dev.lifeboat.error.ErrorCode.SET_CORRUPT;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.keys.Opener;
import dev.lifeboat.runbook.Compression;
import dev.lifeboat.set.Form;
import dev.lifeboat.store.NearestStore;
import dev.lifeboat.store.NoSuchObjectException;
import dev.lifeboat.store.ResumingStream;
import dev.lifeboat.store.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Parts to rows, from the nearest store that has them as the manifest says, trusting nothing: size and SHA-256 of the
 * ciphertext first, then OpenPGP with its integrity, then no more plaintext than the manifest names, then rows, bytes
 * and content hash. An object up to {@link #IN_MEMORY_BYTES} is held in memory between check and use; a larger one (a
 * single huge row) is read twice and digested again while it is used. Thread-safe.
 */
public final class PartReader {
    /**
     * Ciphertext up to this size is held in memory: a part of the default size, and room for what it ends with, since a part
     * is cut only after the row, and the compressor's blocks, with which it got there.
     */
    public static final int IN_MEMORY_BYTES = 80 << 20;

    private static final int BLOCK_BYTES = 1 << 16;

    private final Store store;
    private final Opener opener;
    private final long inMemoryBytes;

    public PartReader(Store store, Opener opener) {
        this(store, opener, IN_MEMORY_BYTES);
    }

    PartReader(Store store, Opener opener, long inMemoryBytes) {
        this.store = store;
        this.opener = opener;
        this.inMemoryBytes = inMemoryBytes;
    }

    /**
     * Reads a part of a table. What the sink got may be used only after this method has returned. Throws SET_CORRUPT naming
     * the object, KEY_UNUSABLE, and whatever the sink throws.
     */
    public void read(Manifest manifest, TableInfo table, PartInfo part, CopyText sink) {
        boolean json = manifest.content().form() == Form.JSON;
        try {
            read(
                    part.set() == null ? manifest.set() : part.set(),
                    part,
                    manifest.compression(),
                    text -> json ? new JsonTableReader(text, table.columns()) : text,
                    sink);
        } catch (LifeboatException e) {
            // The object's name tells of the set that stored it; this one is as damaged.
            throw e.code() == SET_CORRUPT && part.set() != null
                    ? new LifeboatException(SET_CORRUPT, e.getMessage() + "; " + manifest.set() + " refers to it", e)
                    : e;
        }
    }

    void read(String folder, PartInfo part, Compression compression, UnaryOperator<InputStream> form, CopyText sink) {
        RowCounter counter = new RowCounter();
        String name = folder + "/" + part.object();
        FileInfo file = new FileInfo(part.object(), part.storedBytes(), part.sha256());
        readObject(folder, file, compression, form, (block, offset, length) -> {
            counter.accept(block, offset, length);
            if (counter.bytes() > part.bytes()) {
                throw new LifeboatException(SET_CORRUPT, name + " holds more than its manifest names");
            }
            sink.accept(block, offset, length);
        });
        counter.finish();
        if (counter.bytes() != part.bytes()
                || counter.hash().rows() != part.rows()
                || !counter.hash().hex().equals(part.hash())) {
            throw new LifeboatException(SET_CORRUPT, name + " has other rows than its manifest names");
        }
    }

    /**
     * Reads a compressed file of a set, whatever its size, with the same distrust; what it holds is the caller's to compare.
     */
    public void readFile(Manifest manifest, FileInfo file, CopyText sink) {
        readObject(manifest.set(), file, manifest.compression(), text -> text, sink);
    }

    private void readObject(
            String folder, FileInfo file, Compression compression, UnaryOperator<InputStream> form, CopyText sink) {
        String name = folder + "/" + file.object();
        try {
            if (file.storedBytes() <= inMemoryBytes) {
                byte[] ciphertext = NearestStore.firstGood(store, name, one -> ciphertext(one, name, file));
                decode(
                        folder,
                        file,
                        compression,
                        new ByteArrayInputStream(ciphertext),
                        () -> new ByteArrayInputStream(ciphertext),
                        form,
                        sink);
            } else {
                Store good = NearestStore.firstGood(store, name, one -> checked(one, name, file));
                decodeAgain(folder, file, compression, good, form, sink);
            }
        } catch (NoSuchObjectException e) {
            throw new LifeboatException(SET_CORRUPT, name + " is missing", e);
        }
    }

    private static byte[] ciphertext(Store store, String name, FileInfo file) {
        // Once and no copy: several are held at a time.
        ByteBuffer bytes = ByteBuffer.allocate((int) file.storedBytes());
        check(store, name, file, bytes::put);
        return bytes.array();
    }

    /** A store that has the object as the manifest says: read to its end, and nothing kept. */
    private static Store checked(Store store, String name, FileInfo file) {
        check(store, name, file, (block, offset, length) -> {});
        return store;
    }

    /** The second reading of a large object, digested while it is used; another store goes on where the good one breaks off. */
    private void decodeAgain(
            String folder,
            FileInfo file,
            Compression compression,
            Store good,
            UnaryOperator<InputStream> form,
            CopyText sink) {
        String name = folder + "/" + file.object();
        MessageDigest digest = Digests.sha256();
        try (InputStream stored = NearestStore.beginningWith(store, good).read(name)) {
            try {
                decode(
                        folder,
                        file,
                        compression,
                        new DigestInputStream(stored, digest),
                        () -> NearestStore.beginningWith(store, good).read(name),
                        form,
                        sink);
                compare(name, file, digest);
            } catch (LifeboatException e) {
                // Read from two stores, of which only the first was looked at: the object is good there.
                throw e.code() == SET_CORRUPT && stored instanceof ResumingStream stream && stream.resumed()
                        ? new LifeboatException(STORE_UNAVAILABLE, name + " broke off, and another store's differs", e)
                        : e;
            }
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static void check(Store store, String name, FileInfo file, CopyText copy) {
        try (InputStream in = store.read(name)) {
            check(name, file, in, copy);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /** What was read so far proves nothing about the object: a disk or a network failed, and may not the next time. */
    private static LifeboatException unreadable(String name, IOException e) {
        return new LifeboatException(STORE_UNAVAILABLE, name + " cannot be read: " + e.getMessage(), e);
    }

    private static void check(String name, FileInfo file, InputStream in, CopyText copy) throws IOException {
        MessageDigest digest = Digests.sha256();
        byte[] block = new byte[BLOCK_BYTES];
        long size = 0;
        for (int count = in.read(block); count >= 0; count = in.read(block)) {
            size += count;
            if (size > file.storedBytes()) {
                break;
            }
            digest.update(block, 0, count);
            copy.accept(block, 0, count);
        }
        if (size != file.storedBytes()) {
            throw new LifeboatException(
                    SET_CORRUPT,
                    name + " has " + (size > file.storedBytes() ? "more than " : "only " + size + " of ")
                            + file.storedBytes() + " bytes");
        }
        compare(name, file, digest);
    }

    private static void compare(String name, FileInfo file, MessageDigest digest) {
        if (!HexFormat.of().formatHex(digest.digest()).equals(file.sha256())) {
            throw new LifeboatException(SET_CORRUPT, name + " differs from its manifest (SHA-256)");
        }
    }

    private void decode(
            String folder,
            FileInfo file,
            Compression compression,
            InputStream ciphertext,
            Supplier<InputStream> again,
            UnaryOperator<InputStream> form,
            CopyText sink) {
        String name = folder + "/" + file.object();
        byte[] block = new byte[BLOCK_BYTES];
        try (InputStream opened = opener.open(ciphertext, again, folder, file.object());
                InputStream text = form.apply(Compressors.decompress(opened, compression))) {
            for (int count = text.read(block); count >= 0; count = text.read(block)) {
                sink.accept(block, 0, count);
            }
            // The decompressor may stop before the message's end, where its integrity shows.
            if (opened.read() >= 0) {
                throw new LifeboatException(SET_CORRUPT, name + " has something behind its compressed data");
            }
        } catch (IOException e) {
            throw new LifeboatException(SET_CORRUPT, name + " cannot be decompressed: " + e.getMessage(), e);
        } catch (LifeboatException e) {
            throw e.code() == SET_CORRUPT && !e.getMessage().startsWith(name)
                    ? new LifeboatException(SET_CORRUPT, name + ": " + e.getMessage(), e)
                    : e;
        }
    }
}

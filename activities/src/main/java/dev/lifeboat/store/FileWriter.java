package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.STORE_FULL;
import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that appears under its name whole or not at all. When {@link #commit()} fails there is no object: a name that could
 * not be made durable is taken away again.
 */
final class FileWriter extends ObjectWriter {
    private static final Logger LOG = LoggerFactory.getLogger(FileWriter.class);
    /** With less room than this, a write that failed failed for want of room. */
    private static final long NO_ROOM_BYTES = 1 << 20;

    private final Path root;
    private final Path target;
    private final Path temporary;
    private final FileCalls calls;
    private final FileChannel channel;
    private boolean closed;

    FileWriter(Path root, Path target, FileCalls calls) throws IOException {
        this.root = root;
        this.target = target;
        this.temporary = target.resolveSibling(FileSystemStore.TEMPORARY + UUID.randomUUID());
        this.calls = calls;
        this.channel = calls.create(temporary);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            // Told before closing makes room again.
            LifeboatException failure = failed(target, e);
            close();
            throw failure;
        }
    }

    @Override
    public void commit() {
        try {
            calls.flush(channel);
            calls.close(channel);
            calls.link(target, temporary);
        } catch (FileAlreadyExistsException e) {
            close();
            throw new LifeboatException(OBJECT_EXISTS, target + " exists already", e);
        } catch (IOException e) {
            LifeboatException failure = failed(target, e);
            close();
            throw failure;
        }
        // From here on the object is there, and others may see it.
        close();
        try {
            flushFolders();
        } catch (IOException e) {
            LifeboatException failure = failed(target, e);
            undo(failure);
            throw failure;
        }
    }

    /** Up to the root: a folder that is new is forgotten in a crash with all that it holds, unless its parent is flushed too. */
    private void flushFolders() throws IOException {
        for (Path folder = target.getParent(); folder != null; folder = folder.getParent()) {
            calls.flushFolder(folder);
            if (folder.equals(root)) {
                return;
            }
        }
    }

    /** An object that may be gone after a crash must not be relied on: it goes now. */
    private void undo(LifeboatException failure) {
        try {
            calls.delete(target);
        } catch (IOException e) {
            failure.addSuppressed(e);
            LOG.error("event=object-left-after-failure path={} error={}", target, e.getMessage());
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            calls.close(channel);
        } catch (IOException e) {
            LOG.warn("event=file-not-closed path={} error={}", temporary, e.getMessage());
        }
        try {
            calls.delete(temporary);
        } catch (IOException e) {
            LOG.warn("event=temporary-file-left path={} error={}", temporary, e.getMessage());
        }
    }

    /** The operating system tells a full disk by its message only, which is in the language of the machine. */
    static LifeboatException failed(Path target, IOException e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof AccessDeniedException) {
            return new LifeboatException(STORE_REFUSED, target + " cannot be written: this user may not", e);
        }
        boolean full = message.contains("No space left")
                || message.toLowerCase(Locale.ROOT).contains("quota")
                || noRoom(target.getParent());
        return new LifeboatException(
                full ? STORE_FULL : STORE_UNAVAILABLE, target + " cannot be written: " + message, e);
    }

    private static boolean noRoom(@Nullable Path folder) {
        try {
            return folder != null && Files.getFileStore(folder).getUsableSpace() < NO_ROOM_BYTES;
        } catch (IOException e) {
            // The folder is not there: something else than room is missing.
            return false;
        }
    }
}

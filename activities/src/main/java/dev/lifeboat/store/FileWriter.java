package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.STORE_FULL;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that appears under its name whole or not at all. */
final class FileWriter extends ObjectWriter {
    private static final Logger LOG = LoggerFactory.getLogger(FileWriter.class);

    private final Path target;
    private final Path temporary;
    private final FileChannel channel;

    FileWriter(Path target) throws IOException {
        this.target = target;
        this.temporary = target.resolveSibling(FileSystemStore.TEMPORARY + UUID.randomUUID());
        this.channel = FileChannel.open(
                temporary,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            close();
            throw failed(target, e);
        }
    }

    @Override
    public void commit() {
        try {
            channel.force(true);
            channel.close();
            Files.createLink(target, temporary);
            Files.delete(temporary);
            Path folder = target.getParent();
            if (folder != null) {
                FileSystemStore.flushFolder(folder);
            }
        } catch (FileAlreadyExistsException e) {
            close();
            throw new LifeboatException(OBJECT_EXISTS, target + " exists already", e);
        } catch (IOException e) {
            close();
            throw failed(target, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            LOG.warn("event=temporary-file-left path={} error={}", temporary, e.getMessage());
        }
    }

    /** The operating system tells a full disk only by its message. */
    static LifeboatException failed(Path target, IOException e) {
        String message = String.valueOf(e.getMessage());
        boolean full = message.contains("No space left")
                || message.toLowerCase(Locale.ROOT).contains("quota");
        return new LifeboatException(
                full ? STORE_FULL : STORE_UNAVAILABLE, target + " cannot be written: " + message, e);
    }
}

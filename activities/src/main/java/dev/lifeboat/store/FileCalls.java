package dev.lifeboat.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** What a {@link FileWriter} asks of the file system: a seam at which tests let any one call fail. Thread-safe. */
class FileCalls {
    /** A new file, 0600. */
    FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Content to disk. */
    void flush(FileChannel channel) throws IOException {
        channel.force(true);
    }

    void close(FileChannel channel) throws IOException {
        channel.close();
    }

    /** A second name, which fails if it is taken. */
    void link(Path name, Path file) throws IOException {
        Files.createLink(name, file);
    }

    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    /** Makes a folder's names durable: without this a crash may forget the directory entry of a flushed file. */
    void flushFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

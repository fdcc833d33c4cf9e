package dev.lifeboat.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Files that must not be half there: keys, and the runbook that names them. */
public final class SafeFiles {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private SafeFiles() {}

    /**
     * All files on disk for good, 0600, or none: what is encrypted to a key that a power cut takes away is lost. Throws when one
     * of them exists.
     */
    public static void writeNew(Path folder, Map<String, byte[]> files) throws IOException {
        List<Path> written = new ArrayList<>();
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = folder.resolve(file.getKey());
                write(path, file.getValue(), written);
            }
            flushFolder(folder);
            Path parent = folder.toAbsolutePath().getParent();
            // For a folder that is new; one that we may not read is not ours.
            if (parent != null && Files.isReadable(parent)) {
                flushFolder(parent);
            }
        } catch (IOException e) {
            for (Path path : written) {
                Files.deleteIfExists(path);
            }
            throw e;
        }
    }

    /** The folder for keys, 0700 if it is new. */
    public static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Puts a file in another's place, with its rights; a reader sees the one or the other, whole. */
    public static void replace(Path fresh, Path old) throws IOException {
        Files.setPosixFilePermissions(fresh, Files.getPosixFilePermissions(old));
        Files.move(fresh, old, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Path parent = old.toAbsolutePath().getParent();
        if (parent != null && Files.isReadable(parent)) {
            flushFolder(parent);
        }
    }

    /** Replaces a file's content, whole. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path real = file.toRealPath();
        Path fresh = beside(real);
        Files.deleteIfExists(fresh);
        write(fresh, content, new ArrayList<>());
        replace(fresh, real);
    }

    /** Why a file cannot be read or written, in words that follow its name. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "this user may not";
        }
        String reason = e instanceof FileSystemException known ? known.getReason() : e.getMessage();
        return reason == null ? e.getClass().getSimpleName() : reason;
    }

    /** Where a file's next version is written. */
    public static Path beside(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".next");
    }

    static void write(Path file, byte[] content, List<Path> written) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            written.add(file);
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
    }

    private static void flushFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

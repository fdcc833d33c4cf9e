package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Objects as files. A new object is written under a temporary name, flushed to disk, and linked to its name, which fails if
 * the name is taken; then the folders are flushed, up to the store's root. Files are 0600, folders 0700; symbolic links are refused. Thread-safe.
 */
public final class FileSystemStore implements Store {
    /** Temporary names begin with a dot, which no object's name may. */
    static final String TEMPORARY = ".writing-";

    private final Path root;
    private final FileCalls calls;

    public FileSystemStore(Path root) {
        this(root, new FileCalls());
    }

    FileSystemStore(Path root, FileCalls calls) {
        this.root = root.toAbsolutePath().normalize();
        this.calls = calls;
        try {
            Path existing = this.root;
            while (!Files.exists(existing)) {
                existing = parent(existing);
            }
            createFolders(this.root);
            for (Path made = this.root; !made.equals(existing); made = parent(made)) {
                // A folder that we may write but not read cannot be flushed.
                if (Files.isReadable(parent(made))) {
                    calls.flushFolder(parent(made));
                }
            }
        } catch (IOException e) {
            throw unavailable("cannot be opened", this.root, e);
        }
    }

    @Override
    public String describe() {
        return root.toString();
    }

    @Override
    public ObjectWriter create(String name) {
        Path target = resolve(name);
        try {
            refuseLinks(parent(target));
            createFolders(parent(target));
            return new FileWriter(root, target, calls);
        } catch (IOException e) {
            throw FileWriter.failed(target, e);
        }
    }

    @Override
    public InputStream read(String name) {
        Path file = resolve(name);
        try {
            refuseLinks(file);
            return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new NoSuchObjectException(name);
        } catch (IOException e) {
            throw unavailable("cannot be read", file, e);
        }
    }

    @Override
    public boolean exists(String name) {
        Path file = resolve(name);
        try {
            refuseLinks(parent(file));
        } catch (IOException e) {
            throw unavailable("cannot be looked at", file, e);
        }
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public List<StoredObject> list(String prefix) {
        Path start = prefix.isEmpty() ? root : resolve(prefix.substring(0, prefix.length() - 1));
        List<StoredObject> found = new ArrayList<>();
        try {
            refuseLinks(start);
            if (Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
                Files.walkFileTree(start, new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile()
                                && !String.valueOf(file.getFileName()).startsWith(TEMPORARY)) {
                            found.add(new StoredObject(
                                    nameOf(file),
                                    attributes.size(),
                                    attributes.lastModifiedTime().toInstant()));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                        // An object deleted while we list is not an error; anything else is.
                        if (e instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                });
            }
        } catch (IOException | UncheckedIOException e) {
            throw unavailable("cannot be listed", start, e);
        }
        found.sort(Comparator.comparing(StoredObject::name));
        return found;
    }

    @Override
    public void delete(String name) {
        Path file = resolve(name);
        try {
            refuseLinks(parent(file));
            Files.deleteIfExists(file);
            Path folder = parent(file);
            while (!folder.equals(root) && isEmpty(folder)) {
                Files.deleteIfExists(folder);
                folder = parent(folder);
            }
        } catch (IOException e) {
            throw unavailable("cannot be removed", file, e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Path resolve(String name) {
        return root.resolve(ObjectNames.check(name));
    }

    private String nameOf(Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("no folder above " + path);
        }
        return parent;
    }

    private static void createFolders(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** A link inside the store could send a write or a read anywhere. The root itself may be reached through links. */
    private void refuseLinks(Path path) throws IOException {
        for (Path step = path; !step.equals(root); step = parent(step)) {
            if (Files.isSymbolicLink(step)) {
                throw new IOException("symbolic link in the store: " + root.relativize(step));
            }
        }
    }

    private static LifeboatException unavailable(String what, Path path, Exception e) {
        return new LifeboatException(STORE_UNAVAILABLE, path + " " + what + ": " + e.getMessage(), e);
    }
}

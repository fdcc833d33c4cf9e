package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.commons.io.input.BoundedInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Objects as files. A new object is written under a temporary name, flushed to disk, and linked to its name, which fails if
 * the name is taken; then the folders are flushed, up to the store's root. Files are 0600, folders 0700; symbolic links are refused.
 * The root is made by the first object; until then the store is empty. Thread-safe.
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
    }

    /** Only for what is written: a folder that reading made would look like a store that lost everything. */
    private void createRoot() throws IOException {
        Path existing = nearestExisting();
        createFolders(root);
        for (Path made = root; !made.equals(existing); made = parent(made)) {
            // A folder that we may write but not read cannot be flushed.
            if (Files.isReadable(parent(made))) {
                calls.flushFolder(parent(made));
            }
        }
    }

    private Path nearestExisting() {
        Path existing = root;
        while (!Files.exists(existing)) {
            existing = parent(existing);
        }
        return existing;
    }

    /** A root that nobody could make was there once: that it is gone does not mean that the store is empty. */
    private void requirePlace() throws IOException {
        Path existing = nearestExisting();
        if (!existing.equals(root) && !(Files.isDirectory(existing) && Files.isWritable(existing))) {
            throw new IOException("there is no such folder, and none can be made in " + existing);
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
            createRoot();
            createFolders(parent(target));
            return new FileWriter(root, target, calls);
        } catch (IOException e) {
            throw FileWriter.failed(target, e);
        }
    }

    @Override
    public InputStream read(String name, long offset, long length) {
        ByteRange range = new ByteRange(offset, length);
        Path file = resolve(name);
        try {
            requireFile(name, file);
            SeekableByteChannel channel =
                    Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            channel.position(range.offset());
            return BoundedInputStream.builder()
                    .setInputStream(Channels.newInputStream(channel))
                    .setMaxCount(range.length())
                    .get();
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
            return isFile(file);
        } catch (IOException e) {
            throw unavailable("cannot be looked at", file, e);
        }
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return list(prefix, folder -> false);
    }

    @Override
    public List<StoredObject> list(String prefix, Predicate<String> skipped) {
        Path start = ObjectNames.checkFolder(prefix).isEmpty() ? inRoot() : root.resolve(prefix);
        List<StoredObject> found = new ArrayList<>();
        try {
            refuseLinks(start);
            BasicFileAttributes there = attributes(start);
            if (there != null && there.isDirectory()) {
                walk(start, skipped, (file, attributes) -> {
                    if (!isTemporary(file)) {
                        found.add(new StoredObject(
                                nameOf(file),
                                attributes.size(),
                                attributes.lastModifiedTime().toInstant()));
                    }
                });
            }
        } catch (IOException e) {
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

    /** Temporary files that nobody has written to since then; a crash leaves them. */
    @Override
    public int sweepUnfinished(Instant before) {
        List<Path> left = new ArrayList<>();
        try {
            if (attributes(inRoot()) == null) {
                return 0;
            }
            walk(inRoot(), folder -> false, (file, attributes) -> {
                if (isTemporary(file)
                        && attributes.lastModifiedTime().toInstant().isBefore(before)) {
                    left.add(file);
                }
            });
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw unavailable("cannot be swept", root, e);
        }
        return left.size();
    }

    /** Always empty: a folder has no locks. */
    @Override
    public Optional<Instant> lockOf(String name) {
        requireFile(name);
        return Optional.empty();
    }

    /** Always refused: a folder has no locks. */
    @Override
    public void extendLock(String name, Instant until) {
        requireFile(name);
        throw new LifeboatException(STORE_REFUSED, resolve(name) + " cannot be locked: a folder has no locks");
    }

    private void requireFile(String name) {
        Path file = resolve(name);
        try {
            requireFile(name, file);
        } catch (IOException e) {
            throw unavailable("cannot be looked at", file, e);
        }
    }

    private void requireFile(String name, Path file) throws IOException {
        refuseLinks(file);
        // A folder has no content, though it can be opened.
        if (!isFile(file)) {
            throw new NoSuchObjectException(name);
        }
    }

    private boolean isFile(Path file) throws IOException {
        BasicFileAttributes there = attributes(file);
        return there != null && there.isRegularFile();
    }

    /** Null: nothing is there. What we may not look at, or cannot, is not taken for that. */
    private @Nullable BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            requirePlace();
            return null;
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            Path folder = parent(file);
            if (!folder.equals(root)) {
                BasicFileAttributes above = attributes(folder);
                if (above == null || above.isRegularFile()) {
                    // An object has nothing below it.
                    return null;
                }
            }
            throw e;
        }
    }

    /** The root by a name that goes through it, should it be a link. */
    private Path inRoot() {
        return root.resolve(".");
    }

    private static boolean isTemporary(Path file) {
        return String.valueOf(file.getFileName()).startsWith(TEMPORARY);
    }

    private void walk(Path start, Predicate<String> skipped, BiConsumer<Path, BasicFileAttributes> found)
            throws IOException {
        Files.walkFileTree(start, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.equals(start) || !skipped.test(nameOf(folder) + "/")
                        ? FileVisitResult.CONTINUE
                        : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    found.accept(file, attributes);
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
        return root.relativize(file.normalize()).toString().replace('\\', '/');
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

    private static LifeboatException unavailable(String what, Path path, IOException e) {
        return e instanceof AccessDeniedException
                ? new LifeboatException(STORE_REFUSED, path + " " + what + ": this user may not", e)
                : new LifeboatException(STORE_UNAVAILABLE, path + " " + what + ": " + e.getMessage(), e);
    }
}

package dev.lifeboat.bench;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;

/**
 * The folder of one bench, and everything that must not outlive it: closed in reverse order, at the end, after a failure, and
 * when the process is asked to stop. Thread-safe.
 */
final class Workspace implements AutoCloseable {
    private final Path folder;
    private final boolean keep;
    private final Deque<AutoCloseable> owned = new ArrayDeque<>();
    private final Thread hook = new Thread(this::closeQuietly, "clean-up");
    private boolean closed;

    private Workspace(Path folder, boolean keep) {
        this.folder = folder;
        this.keep = keep;
    }

    /** A new folder in this one. */
    static Workspace create(Path parent, boolean keep) throws IOException {
        Workspace workspace = new Workspace(Files.createTempDirectory(parent, "lifeboat-bench-"), keep);
        Runtime.getRuntime().addShutdownHook(workspace.hook);
        return workspace;
    }

    Path folder() {
        return folder;
    }

    Path inner(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    boolean keeps() {
        return keep;
    }

    /** From now on this is closed with the workspace. What comes too late is closed at once. */
    synchronized <T extends AutoCloseable> T own(T part) {
        owned.push(part);
        if (closed) {
            closeParts();
            throw new LifeboatException(ErrorCode.INTERRUPTED, "the bench was asked to stop");
        }
        return part;
    }

    /** This is closed already. */
    synchronized void disown(AutoCloseable part) {
        owned.remove(part);
    }

    /** Throws INTERRUPTED if everything is being ended: then whatever just failed did so for that reason. */
    synchronized void requireOpen() {
        if (closed) {
            throw new LifeboatException(ErrorCode.INTERRUPTED, "the bench was asked to stop");
        }
    }

    @Override
    public void close() {
        closeAll();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is stopping: the hook has run or runs, and has been waited for.
            return;
        }
    }

    private synchronized void closeAll() {
        if (closed) {
            return;
        }
        closed = true;
        closeParts();
        if (!keep) {
            remove(folder);
        }
    }

    private void closeQuietly() {
        try {
            closeAll();
        } catch (RuntimeException e) {
            System.err.println("bench: clean-up failed: " + e.getMessage() + "; look into " + folder);
        }
    }

    private synchronized void closeParts() {
        RuntimeException first = null;
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception e) {
                RuntimeException failure = e instanceof RuntimeException known ? known : new IllegalStateException(e);
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Removes a folder with everything in it; nothing if it is not there. */
    static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.STORE_UNAVAILABLE, folder + " cannot be removed: " + e.getMessage(), e);
        }
    }

    /** The bytes of all files in a folder. */
    static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long sum = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sum += Files.size(file);
            }
            return sum;
        }
    }
}

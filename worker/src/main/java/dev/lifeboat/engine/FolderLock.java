package dev.lifeboat.engine;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A lock between processes on a file of the state folder. The operating system releases it when its process dies, however
 * that happens; the file itself stays and means nothing.
 */
public final class FolderLock implements AutoCloseable {
    /**
     * What this process holds. A second channel to a locked file must not even be opened here: on POSIX, closing any of a
     * process's channels to a file releases its lock.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final Duration RETRY = Duration.ofMillis(50);

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Waits until nobody else holds it. */
    static FolderLock exclusive(Path file) {
        FolderLock lock = take(file, false, true);
        if (lock == null) {
            throw new LifeboatException(ErrorCode.ENGINE_UNAVAILABLE, file + " is locked by this process already");
        }
        return lock;
    }

    /** Waits until nobody holds it exclusively. */
    public static FolderLock shared(Path file) {
        FolderLock lock = take(file, true, true);
        if (lock == null) {
            throw new LifeboatException(ErrorCode.ENGINE_UNAVAILABLE, file + " is locked by this process already");
        }
        return lock;
    }

    /** Null if somebody holds it. */
    public static @Nullable FolderLock tryExclusive(Path file) {
        return take(file, false, false);
    }

    /** Null if somebody holds it all the time. */
    public static @Nullable FolderLock tryExclusive(Path file, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        FolderLock lock = tryExclusive(file);
        while (lock == null && System.nanoTime() < deadline) {
            LockSupport.parkNanos(RETRY.toNanos());
            lock = tryExclusive(file);
        }
        return lock;
    }

    /** Writes this process's number into the file, for whoever does not get the lock. */
    public void sign() {
        try {
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(
                            String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
                    0);
        } catch (IOException e) {
            throw new LifeboatException(
                    ErrorCode.ENGINE_UNAVAILABLE, file + " cannot be written: " + e.getMessage(), e);
        }
    }

    /** The process that signed it last, if it lives; null: not known. Whether it holds the lock, only the lock tells. */
    public static @Nullable Long signer(Path path) {
        Path file = path.toAbsolutePath().normalize();
        if (!HELD.add(file)) {
            return ProcessHandle.current().pid();
        }
        try {
            long pid = Long.parseLong(Files.readString(file, StandardCharsets.US_ASCII));
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent() ? pid : null;
        } catch (IOException | NumberFormatException e) {
            return null;
        } finally {
            HELD.remove(file);
        }
    }

    private static @Nullable FolderLock take(Path path, boolean shared, boolean wait) {
        Path file = path.toAbsolutePath().normalize();
        if (!HELD.add(file)) {
            return null;
        }
        FolderLock taken = null;
        try {
            taken = lock(file, shared, wait);
            return taken;
        } finally {
            if (taken == null) {
                HELD.remove(file);
            }
        }
    }

    private static @Nullable FolderLock lock(Path file, boolean shared, boolean wait) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = null;
            try {
                lock = wait ? channel.lock(0, Long.MAX_VALUE, shared) : channel.tryLock(0, Long.MAX_VALUE, shared);
            } finally {
                if (lock == null) {
                    channel.close();
                }
            }
            return lock == null ? null : new FolderLock(file, channel);
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.ENGINE_UNAVAILABLE, file + " cannot be locked: " + e.getMessage(), e);
        }
    }

    /** Releases it and removes its file, which nobody will ask for again. */
    public void closeForGood() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.ENGINE_UNAVAILABLE, file + " cannot be removed", e);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LifeboatException(ErrorCode.ENGINE_UNAVAILABLE, "a lock was not released", e);
        } finally {
            HELD.remove(file);
        }
    }
}

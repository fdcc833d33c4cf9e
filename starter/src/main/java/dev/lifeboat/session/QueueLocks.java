package dev.lifeboat.session;

import dev.lifeboat.engine.FolderLock;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Which process of this machine works on which queue. */
record QueueLocks(Path state) {
    /** A lock may be held for a moment by a command that only looks whether it is held. */
    private static final Duration LOOKED_AT = Duration.ofSeconds(1);

    /** Takes a queue for this process, which puts its number down there; null: a living one has it. */
    @Nullable
    FolderLock take(String queue) {
        FolderLock lock = FolderLock.tryExclusive(file(queue), LOOKED_AT);
        if (lock != null) {
            lock.sign();
        }
        return lock;
    }

    /** Whether a living process, perhaps this one, works on a queue. */
    boolean taken(String queue) {
        FolderLock lock = FolderLock.tryExclusive(file(queue));
        if (lock != null) {
            lock.close();
        }
        return lock == null;
    }

    /** The process that has a taken queue, in words, and how it is ended. */
    String worker(String queue) {
        Long pid = FolderLock.signer(file(queue));
        return pid == null ? "another process" : "process " + pid + " (`kill " + pid + "` ends it)";
    }

    private Path file(String queue) {
        return StateFolder.inner(state, "queues").resolve(queue + ".lock");
    }
}

package dev.lifeboat.sweep;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.ForwardingStore;
import dev.lifeboat.store.Store;
import java.time.Instant;

/** A store whose credentials may write and read, and nothing else. */
public final class NoDeleting extends ForwardingStore {
    private final Store store;

    public NoDeleting(Store store) {
        this.store = store;
    }

    @Override
    protected Store other() {
        return store;
    }

    @Override
    public void delete(String name) {
        throw refused(name);
    }

    @Override
    public int sweepUnfinished(Instant before) {
        throw refused("what is unfinished");
    }

    private static LifeboatException refused(String name) {
        return new LifeboatException(ErrorCode.OBJECT_LOCKED, name + " may not be deleted with these credentials");
    }
}

package dev.lifeboat.sweep;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A store whose credentials may write and read, and nothing else. */
public final class NoDeleting implements Store {
    private final Store store;

    public NoDeleting(Store store) {
        this.store = store;
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public ObjectWriter create(String name) {
        return store.create(name);
    }

    @Override
    public InputStream read(String name, long offset, long length) {
        return store.read(name, offset, length);
    }

    @Override
    public boolean exists(String name) {
        return store.exists(name);
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return store.list(prefix);
    }

    @Override
    public void delete(String name) {
        throw refused(name);
    }

    @Override
    public int sweepUnfinished(Instant before) {
        throw refused("what is unfinished");
    }

    @Override
    public Optional<Instant> lockOf(String name) {
        return store.lockOf(name);
    }

    @Override
    public void extendLock(String name, Instant until) {
        store.extendLock(name, until);
    }

    private static LifeboatException refused(String name) {
        return new LifeboatException(ErrorCode.OBJECT_LOCKED, name + " may not be deleted with these credentials");
    }
}

package dev.lifeboat.sweep;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.io.InputStream;
import java.util.List;

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
    public InputStream read(String name) {
        return store.read(name);
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
        throw new LifeboatException(ErrorCode.OBJECT_LOCKED, name + " may not be deleted with these credentials");
    }
}

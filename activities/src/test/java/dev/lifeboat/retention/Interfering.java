package dev.lifeboat.retention;

import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Somebody else does something at the moment in which objects of a name are created or deleted. */
final class Interfering implements Store {
    private final Store store;
    private final String prefix;
    private final Runnable meanwhile;

    Interfering(Store store, String prefix, Runnable meanwhile) {
        this.store = store;
        this.prefix = prefix;
        this.meanwhile = meanwhile;
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public ObjectWriter create(String name) {
        interfere(name);
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
    public List<StoredObject> list(String folder) {
        return store.list(folder);
    }

    @Override
    public void delete(String name) {
        interfere(name);
        store.delete(name);
    }

    @Override
    public int sweepUnfinished(Instant before) {
        return store.sweepUnfinished(before);
    }

    @Override
    public Optional<Instant> lockOf(String name) {
        return store.lockOf(name);
    }

    @Override
    public void extendLock(String name, Instant until) {
        store.extendLock(name, until);
    }

    private void interfere(String name) {
        if (name.startsWith(prefix)) {
            meanwhile.run();
        }
    }
}

package dev.lifeboat.sweep;

import dev.lifeboat.store.ForwardingStore;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.io.InputStream;
import java.util.List;

/** A store before one call of which somebody else does something. */
public final class Meanwhile extends ForwardingStore {
    private final Store store;
    private final int at;
    private final Runnable other;
    private int calls;

    /** @param at the number of the call, from 1 */
    public Meanwhile(Store store, int at, Runnable other) {
        this.store = store;
        this.at = at;
        this.other = other;
    }

    @Override
    protected Store other() {
        return store;
    }

    @Override
    public ObjectWriter create(String name) {
        count();
        return super.create(name);
    }

    @Override
    public InputStream read(String name, long offset, long length) {
        count();
        return super.read(name, offset, length);
    }

    @Override
    public boolean exists(String name) {
        count();
        return super.exists(name);
    }

    @Override
    public List<StoredObject> list(String prefix) {
        count();
        return super.list(prefix);
    }

    @Override
    public void delete(String name) {
        count();
        super.delete(name);
    }

    private void count() {
        if (++calls == at) {
            other.run();
        }
    }
}

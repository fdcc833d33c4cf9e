package dev.lifeboat.retention;

import dev.lifeboat.store.ForwardingStore;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;

/** Somebody else does something at the moment in which objects of a name are created or deleted. */
final class Interfering extends ForwardingStore {
    private final Store store;
    private final String prefix;
    private final Runnable meanwhile;

    Interfering(Store store, String prefix, Runnable meanwhile) {
        this.store = store;
        this.prefix = prefix;
        this.meanwhile = meanwhile;
    }

    @Override
    protected Store other() {
        return store;
    }

    @Override
    public ObjectWriter create(String name) {
        interfere(name);
        return store.create(name);
    }

    @Override
    public void delete(String name) {
        interfere(name);
        store.delete(name);
    }

    private void interfere(String name) {
        if (name.startsWith(prefix)) {
            meanwhile.run();
        }
    }
}

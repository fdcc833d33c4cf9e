package dev.lifeboat.store;

import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A store that is another one in all that a test does not change. */
public abstract class ForwardingStore implements Store {
    /** The other one; asked for at every call. */
    protected abstract Store other();

    @Override
    public String describe() {
        return other().describe();
    }

    @Override
    public ObjectWriter create(String name) {
        return other().create(name);
    }

    @Override
    public InputStream read(String name, long offset, long length) {
        return other().read(name, offset, length);
    }

    @Override
    public boolean exists(String name) {
        return other().exists(name);
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return other().list(prefix);
    }

    @Override
    public void delete(String name) {
        other().delete(name);
    }

    @Override
    public int sweepUnfinished(Instant before) {
        return other().sweepUnfinished(before);
    }

    @Override
    public Optional<Instant> lockOf(String name) {
        return other().lockOf(name);
    }

    @Override
    public void extendLock(String name, Instant until) {
        other().extendLock(name, until);
    }
}

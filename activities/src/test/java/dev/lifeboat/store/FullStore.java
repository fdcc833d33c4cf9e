package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.STORE_FULL;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A store in memory that is full after so many bytes. */
public final class FullStore implements Store {
    private final MemoryStore store = new MemoryStore(Clock.systemUTC());
    private long left;

    public FullStore(long room) {
        this.left = room;
    }

    /** Throws if a writer or reader was not closed. */
    public void checkNothingIsOpen() {
        store.checkNothingIsOpen();
    }

    @Override
    public String describe() {
        return "a full store";
    }

    @Override
    public ObjectWriter create(String name) {
        ObjectWriter writer = store.create(name);
        return new ObjectWriter() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                left -= length;
                if (left < 0) {
                    throw new LifeboatException(STORE_FULL, name + " cannot be written: no space left");
                }
                writer.write(bytes, offset, length);
            }

            @Override
            public void commit() {
                writer.commit();
            }

            @Override
            public void close() {
                writer.close();
            }
        };
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
}

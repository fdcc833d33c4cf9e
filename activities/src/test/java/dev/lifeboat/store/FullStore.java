package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.STORE_FULL;

import dev.lifeboat.error.LifeboatException;
import java.io.IOException;
import java.time.Clock;

/** A store in memory that is full after so many bytes. */
public final class FullStore extends ForwardingStore {
    private final MemoryStore store = new MemoryStore(Clock.systemUTC());
    private long left;

    public FullStore(long room) {
        this.left = room;
    }

    @Override
    protected Store other() {
        return store;
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
}

package dev.lifeboat.store;

import java.io.IOException;
import java.io.OutputStream;

/** An object being written. Closing it without {@link #commit()} leaves nothing behind. Not thread-safe. */
public abstract class ObjectWriter extends OutputStream {
    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public abstract void write(byte[] bytes, int offset, int length) throws IOException;

    /**
     * Makes the object visible, whole and durable. Throws {@link dev.lifeboat.error.LifeboatException} OBJECT_EXISTS if the
     * name is taken by now, STORE_FULL, STORE_UNAVAILABLE.
     */
    public abstract void commit();

    /** Drops the object unless it was committed. Does not throw. */
    @Override
    public abstract void close();
}

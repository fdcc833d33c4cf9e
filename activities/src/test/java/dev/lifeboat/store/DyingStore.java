package dev.lifeboat.store;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** A store that gives so many bytes of objects, then breaks off, and answers no call any more. Thread-safe. */
public final class DyingStore extends ForwardingStore {
    private final Store store;
    private final AtomicLong bytesLeft;

    public DyingStore(Store store, long bytes) {
        this.store = store;
        this.bytesLeft = new AtomicLong(bytes);
    }

    /** Whether it answers no more. */
    public boolean died() {
        return bytesLeft.get() <= 0;
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public InputStream read(String name, long offset, long length) {
        return new Reader(other().read(name, offset, length));
    }

    @Override
    protected Store other() {
        if (bytesLeft.get() <= 0) {
            throw new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "connection refused");
        }
        return store;
    }

    private final class Reader extends FilterInputStream {
        Reader(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            long left = bytesLeft.get();
            if (left <= 0) {
                throw new IOException("connection reset");
            }
            int count = super.read(bytes, offset, (int) Math.min(left, length));
            bytesLeft.addAndGet(-Math.max(0, count));
            return count;
        }
    }
}

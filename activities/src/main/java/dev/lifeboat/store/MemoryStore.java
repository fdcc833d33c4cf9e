package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in memory that passes the same contract, and tells of writers and readers that were not closed. Thread-safe. */
public final class MemoryStore implements Store {
    private final Map<String, Content> objects = new ConcurrentSkipListMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private final Clock clock;

    private static final class Content {
        private final byte[] bytes;
        private final Instant modified;

        Content(byte[] bytes, Instant modified) {
            this.bytes = bytes;
            this.modified = modified;
        }
    }

    public MemoryStore(Clock clock) {
        this.clock = clock;
    }

    /** Throws {@link IllegalStateException} if a writer or reader was not closed. */
    public void checkNothingIsOpen() {
        if (open.get() != 0) {
            throw new IllegalStateException(open.get() + " writers or readers were not closed");
        }
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public ObjectWriter create(String name) {
        ObjectNames.check(name);
        open.incrementAndGet();
        return new Writer(name);
    }

    @Override
    public InputStream read(String name) {
        Content content = objects.get(ObjectNames.check(name));
        if (content == null) {
            throw new NoSuchObjectException(name);
        }
        open.incrementAndGet();
        return new Reader(content.bytes);
    }

    @Override
    public boolean exists(String name) {
        return objects.containsKey(ObjectNames.check(name));
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(entry ->
                        new StoredObject(entry.getKey(), entry.getValue().bytes.length, entry.getValue().modified))
                .toList();
    }

    @Override
    public void delete(String name) {
        objects.remove(ObjectNames.check(name));
    }

    private final class Writer extends ObjectWriter {
        private final String name;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean closed;

        Writer(String name) {
            this.name = name;
        }

        @Override
        public void write(int b) {
            bytes.write(b);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            bytes.write(buffer, offset, length);
        }

        @Override
        public void commit() {
            if (closed) {
                throw new LifeboatException(STORE_UNAVAILABLE, name + " cannot be written: it is closed");
            }
            boolean taken = objects.putIfAbsent(name, new Content(bytes.toByteArray(), clock.instant())) != null;
            close();
            if (taken) {
                throw new LifeboatException(OBJECT_EXISTS, name + " exists already");
            }
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }

    private final class Reader extends FilterInputStream {
        private boolean closed;

        Reader(byte[] bytes) {
            super(new ByteArrayInputStream(bytes));
        }

        @Override
        public void close() throws IOException {
            super.close();
            if (!closed) {
                closed = true;
                open.decrementAndGet();
            }
        }
    }
}

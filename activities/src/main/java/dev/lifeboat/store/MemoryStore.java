package dev.lifeboat.store;

import static dev.lifeboat.error.ErrorCode.OBJECT_EXISTS;
import static dev.lifeboat.error.ErrorCode.OBJECT_LOCKED;
import static dev.lifeboat.error.ErrorCode.STORE_REFUSED;
import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.error.LifeboatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory that passes the same contract, locks as a bucket does, and tells of writers and readers that were not
 * closed. Thread-safe.
 */
public final class MemoryStore implements Store {
    private final Map<String, Content> objects = new ConcurrentSkipListMap<>();
    private final Set<Writer> unfinished = ConcurrentHashMap.newKeySet();
    private final AtomicInteger readers = new AtomicInteger();
    private final Clock clock;
    private final @Nullable Period lock;

    private static final class Content {
        private final byte[] bytes;
        private final Instant modified;
        private final @Nullable Instant lockedUntil;

        Content(byte[] bytes, Instant modified, @Nullable Instant lockedUntil) {
            this.bytes = bytes;
            this.modified = modified;
            this.lockedUntil = lockedUntil;
        }
    }

    /** One without locks. */
    public MemoryStore(Clock clock) {
        this.clock = clock;
        this.lock = null;
    }

    /** One that locks each object for so long. */
    public MemoryStore(Clock clock, Period lock) {
        this.clock = clock;
        this.lock = lock;
    }

    /** Throws {@link IllegalStateException} if a writer or reader was not closed. */
    public void checkNothingIsOpen() {
        int open = readers.get() + unfinished.size();
        if (open != 0) {
            throw new IllegalStateException(open + " writers or readers were not closed");
        }
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public ObjectWriter create(String name) {
        Writer writer = new Writer(ObjectNames.check(name), clock.instant());
        unfinished.add(writer);
        return writer;
    }

    @Override
    public InputStream read(String name, long offset, long length) {
        byte[] bytes = content(name).bytes;
        ByteRange range = new ByteRange(offset, length).within(bytes.length);
        readers.incrementAndGet();
        return new Reader(new ByteArrayInputStream(bytes, (int) range.offset(), (int) range.length()));
    }

    @Override
    public boolean exists(String name) {
        return objects.containsKey(ObjectNames.check(name));
    }

    @Override
    public List<StoredObject> list(String prefix) {
        ObjectNames.checkFolder(prefix);
        return objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(entry ->
                        new StoredObject(entry.getKey(), entry.getValue().bytes.length, entry.getValue().modified))
                .toList();
    }

    @Override
    public void delete(String name) {
        objects.computeIfPresent(ObjectNames.check(name), (key, content) -> {
            Instant until = content.lockedUntil;
            if (until != null && clock.instant().isBefore(until)) {
                throw new LifeboatException(OBJECT_LOCKED, name + " is " + LockTime.describe(until));
            }
            return null;
        });
    }

    @Override
    public int sweepUnfinished(Instant before) {
        int swept = 0;
        for (Writer writer : List.copyOf(unfinished)) {
            if (writer.begun.isBefore(before) && unfinished.remove(writer)) {
                swept++;
            }
        }
        return swept;
    }

    @Override
    public Optional<Instant> lockOf(String name) {
        return Optional.ofNullable(content(name).lockedUntil);
    }

    @Override
    public void extendLock(String name, Instant until) {
        content(name);
        if (lock == null) {
            throw new LifeboatException(STORE_REFUSED, name + " cannot be locked: this store has no locks");
        }
        objects.computeIfPresent(name, (key, content) -> {
            boolean longer = content.lockedUntil == null || until.isAfter(content.lockedUntil);
            return longer ? new Content(content.bytes, content.modified, until) : content;
        });
    }

    private Content content(String name) {
        Content content = objects.get(ObjectNames.check(name));
        if (content == null) {
            throw new NoSuchObjectException(name);
        }
        return content;
    }

    private final class Writer extends ObjectWriter {
        private final String name;
        private final Instant begun;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        Writer(String name, Instant begun) {
            this.name = name;
            this.begun = begun;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            bytes.write(buffer, offset, length);
        }

        @Override
        public void commit() {
            if (!unfinished.remove(this)) {
                throw new LifeboatException(STORE_UNAVAILABLE, name + " cannot be written: it is closed or was swept");
            }
            Instant now = clock.instant();
            Content content = new Content(bytes.toByteArray(), now, lock == null ? null : LockTime.after(now, lock));
            if (objects.putIfAbsent(name, content) != null) {
                throw new LifeboatException(OBJECT_EXISTS, name + " exists already");
            }
        }

        @Override
        public void close() {
            unfinished.remove(this);
        }
    }

    private final class Reader extends FilterInputStream {
        private boolean closed;

        Reader(InputStream bytes) {
            super(bytes);
        }

        @Override
        public void close() throws IOException {
            super.close();
            if (!closed) {
                closed = true;
                readers.decrementAndGet();
            }
        }
    }
}

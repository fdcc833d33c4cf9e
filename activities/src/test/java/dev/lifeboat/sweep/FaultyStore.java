package dev.lifeboat.sweep;

import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.archive.SetUse;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoredObject;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A store one call of which fails: before it does anything, or when it has done it and the answer is lost. */
public final class FaultyStore implements Store {
    /** When a call fails. */
    public enum When {
        BEFORE,
        AFTER
    }

    /** Counts the calls of all stores of a test, and lets one of them fail. Not thread-safe: the sweeps call in order. */
    public static final class Fault {
        private final int at;
        private final When when;
        private final String only;
        private int calls;
        private String failed = "";

        /** @param only the calls that may fail, by how they begin: {@code commit}; empty: all */
        public Fault(int at, When when, String only) {
            this.at = at;
            this.when = when;
            this.only = only;
        }

        public int calls() {
            return calls;
        }

        public boolean happened() {
            return !failed.isEmpty();
        }

        /** The call that failed; empty: none yet. */
        public String failed() {
            return failed;
        }

        private <T> T pass(String what, Supplier<T> call) {
            if (what.contains(" " + SetUse.FOLDER)) {
                // Nothing depends on a note, and nobody is told that one could not be written.
                return call.get();
            }
            calls += what.startsWith(only) ? 1 : 0;
            boolean fails = calls == at && what.startsWith(only);
            if (fails && when == When.BEFORE) {
                throw failure(what);
            }
            T result = call.get();
            if (fails) {
                throw failure(what);
            }
            return result;
        }

        private LifeboatException failure(String what) {
            failed = what;
            return new LifeboatException(STORE_UNAVAILABLE, "injected at call " + at + ", " + what);
        }
    }

    private final Store store;
    private final Fault fault;

    public FaultyStore(Store store, Fault fault) {
        this.store = store;
        this.fault = fault;
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public ObjectWriter create(String name) {
        return new Writer(fault.pass("create " + name, () -> store.create(name)), name);
    }

    @Override
    public InputStream read(String name, long offset, long length) {
        return new Reader(fault.pass("read " + name, () -> store.read(name, offset, length)), name);
    }

    @Override
    public boolean exists(String name) {
        return fault.pass("exists " + name, () -> store.exists(name));
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return fault.pass("list " + prefix, () -> store.list(prefix));
    }

    @Override
    public void delete(String name) {
        fault.pass("delete " + name, () -> {
            store.delete(name);
            return true;
        });
    }

    @Override
    public int sweepUnfinished(Instant before) {
        return fault.pass("sweep", () -> store.sweepUnfinished(before));
    }

    @Override
    public Optional<Instant> lockOf(String name) {
        return fault.pass("lock of " + name, () -> store.lockOf(name));
    }

    @Override
    public void extendLock(String name, Instant until) {
        fault.pass("extend lock of " + name, () -> {
            store.extendLock(name, until);
            return true;
        });
    }

    private final class Writer extends ObjectWriter {
        private final ObjectWriter writer;
        private final String name;

        Writer(ObjectWriter writer, String name) {
            this.writer = writer;
            this.name = name;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            writer.write(bytes, offset, length);
        }

        @Override
        public void commit() {
            fault.pass("commit " + name, () -> {
                writer.commit();
                return true;
            });
        }

        @Override
        public void close() {
            writer.close();
        }
    }

    /** Fails at the end of the object: a connection that breaks after all but the last byte looks the same. */
    private final class Reader extends FilterInputStream {
        private final String name;
        private boolean ended;

        Reader(InputStream in, String name) {
            super(in);
            this.name = name;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            return b < 0 ? end(b) : b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            return count < 0 ? end(count) : count;
        }

        private int end(int result) throws IOException {
            if (ended) {
                return result;
            }
            ended = true;
            try {
                return fault.pass("end of " + name, () -> result);
            } catch (LifeboatException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }
}

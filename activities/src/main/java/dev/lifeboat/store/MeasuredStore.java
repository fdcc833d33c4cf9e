package dev.lifeboat.store;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Measures the requests to a store, where this process counts anything. An object that is not there is an answer, and so is the
 * refusal of one that is.
 */
final class MeasuredStore implements Store {
    private static final String NAME = "lifeboat_store_request_seconds";
    private static final String HELP = "Requests of this process to a store; of a read the time to its first byte.";

    private final Store store;
    private final String name;

    MeasuredStore(String name, Store store) {
        this.name = name;
        this.store = store;
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public ObjectWriter create(String object) {
        return measured("create", () -> store.create(object));
    }

    @Override
    public InputStream read(String object) {
        return measured("read", () -> store.read(object));
    }

    @Override
    public InputStream read(String object, long offset, long length) {
        return measured("read", () -> store.read(object, offset, length));
    }

    @Override
    public boolean exists(String object) {
        return measured("exists", () -> store.exists(object));
    }

    @Override
    public List<StoredObject> list(String prefix) {
        return measured("list", () -> store.list(prefix));
    }

    @Override
    public List<StoredObject> list(String prefix, Predicate<String> skipped) {
        return measured("list", () -> store.list(prefix, skipped));
    }

    @Override
    public void delete(String object) {
        measured("delete", () -> {
            store.delete(object);
            return true;
        });
    }

    @Override
    public int sweepUnfinished(Instant before) {
        return measured("sweep", () -> store.sweepUnfinished(before));
    }

    @Override
    public Optional<Instant> lockOf(String object) {
        return measured("lock", () -> store.lockOf(object));
    }

    @Override
    public void extendLock(String object, Instant until) {
        measured("lock", () -> {
            store.extendLock(object, until);
            return true;
        });
    }

    private <T> T measured(String operation, Supplier<T> request) {
        Timer.Sample begun = Timer.start(Metrics.globalRegistry);
        String outcome = "failed";
        try {
            T answer = request.get();
            outcome = "succeeded";
            return answer;
        } catch (NoSuchObjectException e) {
            outcome = "succeeded";
            throw e;
        } finally {
            begun.stop(Timer.builder(NAME)
                    .description(HELP)
                    .tags("store", name, "operation", operation, "outcome", outcome)
                    .register(Metrics.globalRegistry));
        }
    }
}

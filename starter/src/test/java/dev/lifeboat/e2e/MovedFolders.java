package dev.lifeboat.e2e;

import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.FileSystemStore;
import dev.lifeboat.store.ObjectWriter;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoreKind;
import dev.lifeboat.store.StoredObject;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The kind {@code moved}: folders whose machine has a clock that a test moves. */
public final class MovedFolders implements StoreKind {
    private static final Map<String, MovedTime> TIMES = new ConcurrentHashMap<>();

    /** A folder instead of a store of a runbook; all that the runbook says of its sets holds for it. */
    static StoreLocation insteadOf(StoreLocation planned, Path folder, MovedTime time) {
        TIMES.put(folder.toString(), time);
        StoreLocation plain = StoreLocation.folder(folder.toString());
        return new StoreLocation(
                planned.name(),
                "moved",
                plain.path(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                planned.modes(),
                planned.keep(),
                planned.prices());
    }

    @Override
    public String name() {
        return "moved";
    }

    @Override
    public Store open(StoreLocation location, Secrets secrets, Period keep) {
        String path = Objects.requireNonNull(location.path());
        return new Folder(new FileSystemStore(Path.of(path)), Objects.requireNonNull(TIMES.get(path)));
    }

    /** Only what it says of times is different. */
    private record Folder(Store files, MovedTime time) implements Store {
        @Override
        public String describe() {
            return files.describe();
        }

        @Override
        public ObjectWriter create(String name) {
            return files.create(name);
        }

        @Override
        public InputStream read(String name, long offset, long length) {
            return files.read(name, offset, length);
        }

        @Override
        public boolean exists(String name) {
            return files.exists(name);
        }

        @Override
        public List<StoredObject> list(String prefix) {
            return list(prefix, folder -> false);
        }

        @Override
        public List<StoredObject> list(String prefix, Predicate<String> skipped) {
            return files.list(prefix, skipped).stream()
                    .map(object -> new StoredObject(object.name(), object.size(), time.at(object.modified())))
                    .toList();
        }

        @Override
        public void delete(String name) {
            files.delete(name);
        }

        /** What is unfinished is of this very test: nothing of it is left. */
        @Override
        public int sweepUnfinished(Instant before) {
            return 0;
        }

        @Override
        public Optional<Instant> lockOf(String name) {
            return files.lockOf(name);
        }

        @Override
        public void extendLock(String name, Instant until) {
            files.extendLock(name, until);
        }
    }
}

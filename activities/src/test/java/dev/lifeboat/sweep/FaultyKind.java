package dev.lifeboat.sweep;

import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.store.FileSystemStore;
import dev.lifeboat.store.Store;
import dev.lifeboat.store.StoreKind;
import java.nio.file.Path;
import java.time.Period;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The kind {@code faulty}: a folder behind whatever a test puts before it. */
public final class FaultyKind implements StoreKind {
    private static final Map<String, UnaryOperator<Store>> WRAPPINGS = new ConcurrentHashMap<>();

    /** A location of this kind; its stores are wrapped so. */
    public static StoreLocation location(Path folder, UnaryOperator<Store> wrapping) {
        WRAPPINGS.put(folder.toString(), wrapping);
        StoreLocation plain = StoreLocation.folder(folder.toString());
        return new StoreLocation(
                plain.name(),
                "faulty",
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
                plain.modes(),
                null,
                null);
    }

    @Override
    public String name() {
        return "faulty";
    }

    @Override
    public Store open(StoreLocation location, Secrets secrets, @Nullable Period keep) {
        String path = Objects.requireNonNull(location.path());
        return Objects.requireNonNull(WRAPPINGS.get(path)).apply(new FileSystemStore(Path.of(path)));
    }
}

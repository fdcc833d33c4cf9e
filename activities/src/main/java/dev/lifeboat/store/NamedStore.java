package dev.lifeboat.store;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store under the name that the runbook gives it, opened when it is first used: one that cannot be opened is a hindrance only
 * to those who need it. Thread-safe.
 */
public final class NamedStore {
    private final String name;
    private final Supplier<Store> opening;
    private @Nullable Store store;

    public NamedStore(String name, Supplier<Store> opening) {
        this.name = name;
        this.opening = opening;
    }

    public String name() {
        return name;
    }

    /** Always the same store; throws what opening it throws, and tries again the next time. */
    public synchronized Store open() {
        if (store == null) {
            store = opening.get();
        }
        return store;
    }

    /** Whether this is the store that was opened. */
    synchronized boolean is(Store other) {
        return store == other;
    }
}

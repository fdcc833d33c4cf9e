package dev.lifeboat.store;

import dev.lifeboat.error.ErrorCategory;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.StoreLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store under the name that the runbook gives it, opened when it is first used: one that cannot be opened is a hindrance only
 * to those who need it. Thread-safe.
 */
public final class NamedStore {
    private final String name;
    private final Supplier<Store> opening;
    private final Outage outage;
    private @Nullable Store store;

    public NamedStore(String name, Supplier<Store> opening) {
        this(name, opening, new Outage(System::nanoTime));
    }

    NamedStore(String name, Supplier<Store> opening, Outage outage) {
        this.name = name;
        this.opening = opening;
        this.outage = outage;
    }

    /** A store of a runbook, of which the whole process remembers that it is down. */
    public static NamedStore at(StoreLocation location, Supplier<Store> opening) {
        return new NamedStore(String.valueOf(location.name()), opening, Outage.of(location));
    }

    /** The same stores, those behind that did not answer lately: they are asked where no other serves. */
    static List<NamedStore> answeringFirst(List<NamedStore> stores) {
        List<NamedStore> ordered = new ArrayList<>();
        List<NamedStore> out = new ArrayList<>();
        stores.forEach(one -> (one.outage.lasts() ? out : ordered).add(one));
        ordered.addAll(out);
        return ordered;
    }

    void failed(RuntimeException error) {
        outage.failed(name, error);
    }

    void answered() {
        outage.ended();
    }

    /**
     * Whether an error says nothing of what a store holds: it did not answer, or it cannot be asked from this machine, which
     * lacks its secret. Whoever signs looks at his own key first: where that is missing the same is said.
     */
    public static boolean isSilence(LifeboatException error) {
        return error.code().category() == ErrorCategory.ENVIRONMENT || error.code() == ErrorCode.SECRET_MISSING;
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

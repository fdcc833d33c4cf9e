package dev.lifeboat.store;

import dev.lifeboat.error.LifeboatException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several stores that hold the same sets, read as one. An object comes from the first that has it and answers; one that breaks
 * off in the middle is gone on with from the next. Lists are those of all that answer: where the absence of an object must not
 * be mistaken, each store is asked by itself. Writing and deleting are the first store's alone, unless it is made for
 * {@linkplain #recording records}. What was read is not trusted for that: callers compare it, with
 * {@link #firstGood} where another store's may be better. One that did not answer lately is asked last for objects, and as ever
 * for lists. Thread-safe.
 */
public final class NearestStore implements Store {
    private static final Logger LOG = LoggerFactory.getLogger(NearestStore.class);

    private final List<NamedStore> stores;
    private final boolean recording;
    private final PassedOver listener;

    private NearestStore(List<NamedStore> stores, boolean recording, PassedOver listener) {
        if (stores.isEmpty()) {
            throw new IllegalArgumentException("no store");
        }
        this.stores = List.copyOf(stores);
        this.recording = recording;
        this.listener = listener;
    }

    /**
     * Reads them in this order, and writes to the first.
     *
     * @param stores at least one
     */
    public static NearestStore of(List<NamedStore> stores) {
        return new NearestStore(stores, false, PassedOver.UNHEARD);
    }

    /**
     * The same for small records that must be kept somewhere although a store is down: they go to the first that takes them, and
     * a store that does not answer has none.
     */
    public NearestStore recording() {
        return new NearestStore(stores, true, listener);
    }

    /** The same for a reader who wants to know which stores were passed over for an object that another one gave. */
    public NearestStore telling(PassedOver hearer) {
        return new NearestStore(stores, recording, hearer);
    }

    /** The one that is written to. */
    public NearestStore first() {
        return new NearestStore(stores.subList(0, 1), false, listener);
    }

    /**
     * What the nearest store gives that passes the attempt's own check. A store that fails, lacks it or gives something
     * else is passed over and told of, in the log and to who {@linkplain #telling listens}. Throws the failure of the
     * only store, or one that names each with its reason: NoSuchObjectException if none has it.
     *
     * @param what for people: the object or the set
     */
    public static <T> T firstGood(Store store, String what, Function<Store, T> attempt) {
        StoreFailures failures = new StoreFailures();
        for (NamedStore one : NamedStore.answeringFirst(each(store))) {
            try {
                T result = attempt.apply(one.open());
                one.answered();
                if (failures.anyButAbsence()) {
                    LOG.warn(
                            "event=store-passed-over object={} read-from={} reason=\"{}\"",
                            what,
                            one.name(),
                            failures.describe());
                }
                failures.tell(listener(store), what, one.name());
                return result;
            } catch (LifeboatException | NoSuchObjectException e) {
                one.failed(e);
                failures.add(one, e);
            }
        }
        throw failures.together(what);
    }

    /** The same stores, read from this one of {@link #firstGood}'s first; a plain store is itself. */
    public static Store beginningWith(Store store, Store first) {
        if (!(store instanceof NearestStore nearest)) {
            return store;
        }
        List<NamedStore> ordered = new ArrayList<>();
        nearest.stores.stream().filter(one -> one.is(first)).forEach(ordered::add);
        nearest.stores.stream().filter(one -> !one.is(first)).forEach(ordered::add);
        return new NearestStore(ordered, nearest.recording, nearest.listener);
    }

    private static PassedOver listener(Store store) {
        return store instanceof NearestStore nearest ? nearest.listener : PassedOver.UNHEARD;
    }

    static List<NamedStore> each(Store store) {
        return store instanceof NearestStore nearest ? nearest.stores : List.of(new NamedStore("store", () -> store));
    }

    @Override
    public String describe() {
        return stores.stream().map(NearestStore::describe).collect(Collectors.joining(", "));
    }

    private static String describe(NamedStore store) {
        try {
            return store.open().describe();
        } catch (LifeboatException e) {
            return store.name() + " (which cannot be opened: " + e.getMessage() + ")";
        }
    }

    @Override
    public ObjectWriter create(String name) {
        return recording && stores.size() > 1
                ? new AnywhereWriter(stores, ObjectNames.check(name))
                : stores.get(0).open().create(name);
    }

    @Override
    public InputStream read(String name, long offset, long length) {
        return new ResumingStream(
                NamedStore.answeringFirst(stores), ObjectNames.check(name), new ByteRange(offset, length), listener);
    }

    /** Throws if a store that may have it does not answer, and no other has it. */
    @Override
    public boolean exists(String name) {
        ObjectNames.check(name);
        StoreFailures failures = new StoreFailures();
        for (NamedStore one : NamedStore.answeringFirst(stores)) {
            try {
                boolean there = one.open().exists(name);
                one.answered();
                if (there) {
                    return true;
                }
                failures.add(one, new NoSuchObjectException(name));
            } catch (LifeboatException e) {
                one.failed(e);
                failures.add(one, e);
            }
        }
        if (failures.anyButAbsence() && !(recording && failures.anyAbsence())) {
            throw failures.together(name);
        }
        return false;
    }

    /** The objects of all stores that answer, each as the nearest that has it lists it. Throws if none answers. */
    @Override
    public List<StoredObject> list(String prefix) {
        return listed(prefix, one -> one.list(prefix));
    }

    @Override
    public List<StoredObject> list(String prefix, Predicate<String> skipped) {
        return listed(prefix, one -> one.list(prefix, skipped));
    }

    private List<StoredObject> listed(String prefix, Function<Store, List<StoredObject>> list) {
        ObjectNames.checkFolder(prefix);
        StoreFailures failures = new StoreFailures();
        SortedMap<String, StoredObject> found = new TreeMap<>();
        int answers = 0;
        for (NamedStore one : stores) {
            try {
                list.apply(one.open()).forEach(object -> found.putIfAbsent(object.name(), object));
                one.answered();
                answers++;
            } catch (LifeboatException e) {
                one.failed(e);
                failures.add(one, e);
            }
        }
        if (answers == 0) {
            throw failures.together("a list");
        }
        if (failures.anyButAbsence()) {
            LOG.warn("event=store-not-listed prefix={} reason=\"{}\"", prefix, failures.describe());
        }
        return List.copyOf(found.values());
    }

    @Override
    public void delete(String name) {
        stores.get(0).open().delete(name);
    }

    @Override
    public int sweepUnfinished(Instant before) {
        return stores.get(0).open().sweepUnfinished(before);
    }

    @Override
    public Optional<Instant> lockOf(String name) {
        return stores.get(0).open().lockOf(name);
    }

    @Override
    public void extendLock(String name, Instant until) {
        stores.get(0).open().extendLock(name, until);
    }
}

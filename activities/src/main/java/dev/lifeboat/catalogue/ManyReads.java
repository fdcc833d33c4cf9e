package dev.lifeboat.catalogue;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Many small reads of a store, most of each of which is waiting for an answer. */
public final class ManyReads {
    /** Fewer are read one after the other. */
    private static final int MANY = 50;

    private static final int THREADS = 16;

    private ManyReads() {}

    /** What each name reads as, without those that read as null. Throws what the first failing read in their order throws. */
    public static <T> SortedMap<String, T> all(Collection<String> names, Function<String, @Nullable T> read) {
        SortedMap<String, T> results = new TreeMap<>();
        if (names.size() < MANY) {
            names.forEach(name -> put(results, name, read.apply(name)));
            return results;
        }
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            List<String> order = List.copyOf(names);
            List<Future<@Nullable T>> futures = new ArrayList<>();
            order.forEach(name -> futures.add(pool.submit(() -> read.apply(name))));
            for (int i = 0; i < order.size(); i++) {
                put(results, order.get(i), futures.get(i).get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a store cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERRUPTED, "interrupted while reading sets", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static <T> void put(SortedMap<String, T> results, String name, @Nullable T result) {
        if (result != null) {
            results.put(name, result);
        }
    }
}

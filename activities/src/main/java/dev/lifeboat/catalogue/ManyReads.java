package dev.lifeboat.catalogue;

import dev.lifeboat.activity.LogMarks;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
    private static final int MANY = 8;

    /** So many at a time. */
    public static final int THREADS = 16;

    private ManyReads() {}

    /** What each name reads as, without those that read as null. Throws what the first failing read in their order throws. */
    public static <T> SortedMap<String, T> all(Collection<String> names, Function<String, @Nullable T> read) {
        SortedMap<String, T> results = new TreeMap<>();
        List<String> order = List.copyOf(names);
        List<Optional<T>> found = each(order, name -> Optional.ofNullable(read.apply(name)));
        for (int i = 0; i < order.size(); i++) {
            String name = order.get(i);
            found.get(i).ifPresent(result -> results.put(name, result));
        }
        return results;
    }

    /** What each item reads as, in their order. Throws what the first failing read in it throws. */
    public static <A, T> List<T> each(List<A> items, Function<A, T> read) {
        List<T> results = new ArrayList<>();
        if (items.size() < MANY) {
            items.forEach(item -> results.add(read.apply(item)));
            return results;
        }
        ExecutorService pool = Executors.newFixedThreadPool(THREADS, LogMarks::thread);
        try {
            List<Future<T>> futures = new ArrayList<>();
            items.forEach(item -> futures.add(pool.submit(() -> read.apply(item))));
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a store cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERRUPTED, "interrupted while reading many objects", e);
        } finally {
            pool.shutdownNow();
        }
    }
}

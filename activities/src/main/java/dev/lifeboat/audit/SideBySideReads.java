package dev.lifeboat.audit;

import static dev.lifeboat.error.ErrorCode.STORE_UNAVAILABLE;

import dev.lifeboat.activity.LogMarks;
import dev.lifeboat.error.LifeboatException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Many small objects of a store, read side by side: each costs a way there and back, and a store answers many at once. */
final class SideBySideReads {
    private static final int AT_A_TIME = 16;

    private SideBySideReads() {}

    /**
     * What was read of each, in their order. Throws what reading throws.
     *
     * @param moved is called after each; what it throws ends the reading
     */
    static <T, R> List<R> of(List<T> names, Function<T, R> read, Runnable moved) {
        ExecutorService readers = Executors.newFixedThreadPool(AT_A_TIME, LogMarks::thread);
        try {
            List<Future<R>> reading = new ArrayList<>();
            names.forEach(name -> reading.add(readers.submit(() -> read.apply(name))));
            List<R> all = new ArrayList<>();
            for (Future<R> one : reading) {
                all.add(one.get());
                moved.run();
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(STORE_UNAVAILABLE, "interrupted while reading the store", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof LifeboatException known
                    ? known
                    : new LifeboatException(STORE_UNAVAILABLE, "the store cannot be read: " + e.getMessage(), e);
        } finally {
            readers.shutdownNow();
        }
    }
}

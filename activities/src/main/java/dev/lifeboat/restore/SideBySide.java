package dev.lifeboat.restore;

import dev.lifeboat.activity.LogMarks;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Work on one target over several connections: one processor of the server works for each. Every connection takes the next
 * piece when it is done with one. After a failure no new piece is begun; what runs is let end, and then the first failure
 * is thrown.
 */
final class SideBySide {
    /** A piece of work; returns how much it made. */
    interface Piece {
        int make(Connection connection);
    }

    private SideBySide() {}

    /**
     * Does all pieces and returns what they made together.
     *
     * @param connect opens a connection; called from several threads
     * @param atATime most connections
     */
    static int run(Supplier<Connection> connect, int atATime, List<Piece> pieces) {
        Queue<Piece> waiting = new ConcurrentLinkedQueue<>(pieces);
        int threads = Math.min(atATime, pieces.size());
        if (threads == 0) {
            return 0;
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads, LogMarks::thread);
        try {
            List<Callable<Integer>> workers = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                workers.add(() -> work(connect, waiting));
            }
            int made = 0;
            for (Future<Integer> worker : pool.invokeAll(workers)) {
                made += worker.get();
            }
            return made;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(ErrorCode.INTERRUPTED, "interrupted while building", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static int work(Supplier<Connection> connect, Queue<Piece> waiting) {
        int made = 0;
        try (Closing session = new Closing(connect.get())) {
            for (Piece piece = waiting.poll(); piece != null; piece = waiting.poll()) {
                made += piece.make(session.connection());
            }
            return made;
        } catch (RuntimeException e) {
            waiting.clear();
            throw e;
        }
    }
}

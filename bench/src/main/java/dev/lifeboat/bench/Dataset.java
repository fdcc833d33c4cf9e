package dev.lifeboat.bench;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * What makes a shape's data: the same statements give the same rows on every server.
 *
 * @param schema one after another
 * @param rows on two connections, each taking the next
 * @param indexes likewise, when all rows are there
 * @param keys one after another, when all indexes are there
 * @param firstPhase tables of the phase that comes first; empty: one phase for all
 */
record Dataset(
        List<String> schema, List<String> rows, List<String> indexes, List<String> keys, List<String> firstPhase) {
    private static final int CONNECTIONS = 2;

    Dataset {
        schema = List.copyOf(schema);
        rows = List.copyOf(rows);
        indexes = List.copyOf(indexes);
        keys = List.copyOf(keys);
        firstPhase = List.copyOf(firstPhase);
    }

    /** How much there is. */
    record Size(long heapBytes, long totalBytes, long tables) {}

    /** Fills an empty database, and leaves it analysed and written out. */
    Size fill(BenchServer server, String role) throws SQLException {
        inTurn(server, role, schema);
        sideBySide(server, role, rows);
        sideBySide(server, role, indexes);
        inTurn(
                server,
                role,
                Stream.concat(keys.stream(), Stream.of("VACUUM ANALYZE")).toList());
        server.settle();
        return size(server, role);
    }

    private static void inTurn(BenchServer server, String role, List<String> statements) throws SQLException {
        try (Connection connection = server.connect(role);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void sideBySide(BenchServer server, String role, List<String> statements) throws SQLException {
        Queue<String> open = new ConcurrentLinkedQueue<>(statements);
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> works = Stream.generate(() -> threads.submit(() -> {
                        try (Connection connection = server.connect(role);
                                Statement statement = connection.createStatement()) {
                            for (String sql = open.poll(); sql != null; sql = open.poll()) {
                                statement.execute(sql);
                            }
                        }
                        return null;
                    }))
                    .limit(CONNECTIONS)
                    .<Future<?>>map(work -> work)
                    .toList();
            for (Future<?> work : works) {
                work.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while the data was made", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Size size(BenchServer server, String role) throws SQLException {
        try (Connection connection = server.connect(role);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT coalesce(sum(pg_table_size(oid)), 0), coalesce(sum(pg_total_relation_size(oid)), 0), count(*)
                          FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                        """)) {
            row.next();
            return new Size(row.getLong(1), row.getLong(2), row.getLong(3));
        }
    }
}

package dev.lifeboat.restore;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.archive.Manifest;
import dev.lifeboat.error.LifeboatException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one building activity works with. Its heartbeat moves as long as the server works on one of its statements, however
 * long that takes: an index may take hours, a dead connection must not. Cancelling cancels the statements. Only
 * {@link #connect()} is thread-safe.
 *
 * @param entries by the phases that load their tables
 */
record BuildContext(
        RunTask run,
        Manifest manifest,
        PhaseLayout layout,
        SchemaEntries entries,
        SchemaArchive archive,
        TargetConnections connections,
        Heartbeat heartbeat,
        List<Integer> backends,
        ScheduledExecutorService pulse)
        implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BuildContext.class);
    private static final Duration EVERY = Duration.ofSeconds(30);

    static BuildContext of(
            RunTask run,
            Manifest manifest,
            PhaseLayout layout,
            SchemaEntries entries,
            SchemaArchive archive,
            TargetConnections connections) {
        ScheduledExecutorService pulse = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "building-pulse");
            thread.setDaemon(true);
            return thread;
        });
        BuildContext context = new BuildContext(
                run,
                manifest,
                layout,
                entries,
                archive,
                connections,
                Heartbeat.start(),
                new CopyOnWriteArrayList<>(),
                pulse);
        ScheduledFuture<?> unused =
                pulse.scheduleAtFixedRate(context::feel, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
        return context;
    }

    /** A session of this run's; the caller closes it. */
    Connection connect() {
        heartbeat.check();
        Connection connection = connections.open(run);
        heartbeat.onCancel(() -> PartLoader.cancel(connection));
        try {
            backends.add(connection.unwrap(PGConnection.class).getBackendPID());
        } catch (SQLException e) {
            throw Sql.failure(e);
        }
        return connection;
    }

    private void feel() {
        try (Closing session = new Closing(connections.open(run))) {
            boolean working = Sql.holds(
                    session.connection(),
                    "SELECT count(*) > 0 FROM pg_stat_activity WHERE state = 'active' AND pid = ANY (?::int[])",
                    backends.toString().replace('[', '{').replace(']', '}'));
            if (working) {
                heartbeat.moved(0, 0);
            }
        } catch (LifeboatException e) {
            LOG.warn("event=pulse-not-felt error={}", e.getMessage());
        }
    }

    @Override
    public void close() {
        pulse.shutdownNow();
        heartbeat.close();
        archive.close();
    }
}

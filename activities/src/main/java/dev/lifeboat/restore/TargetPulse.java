package dev.lifeboat.restore;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.activity.LogMarks;
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
 * The heartbeat of work that waits for single statements. It moves as long as the server works on one of them, however long
 * that takes: an index may take hours, a dead connection must not. Cancelling the activity cancels the statements.
 * Thread-safe.
 */
public final class TargetPulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TargetPulse.class);
    private static final Duration EVERY = Duration.ofSeconds(30);

    private final RunTask run;
    private final TargetConnections connections;
    private final Heartbeat heartbeat = Heartbeat.start();
    private final List<Integer> backends = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(LogMarks.carried(task), "target-pulse");
        thread.setDaemon(true);
        return thread;
    });

    private TargetPulse(RunTask run, TargetConnections connections) {
        this.run = run;
        this.connections = connections;
    }

    /** Beats from now on: start it before the first slow thing. */
    public static TargetPulse start(RunTask run, TargetConnections connections) {
        TargetPulse pulse = new TargetPulse(run, connections);
        ScheduledFuture<?> unused =
                pulse.timer.scheduleAtFixedRate(pulse::feel, EVERY.toSeconds(), EVERY.toSeconds(), TimeUnit.SECONDS);
        return pulse;
    }

    /** A watched session of this run's; the caller closes it. Throws what ended the activity, if it ended. */
    public Connection connect() {
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

    /** Tells that something was done. */
    public void moved() {
        heartbeat.moved(0, 0);
    }

    /** What to throw for an error of the work: the end of the activity, if that was the reason. */
    public RuntimeException explain(RuntimeException error) {
        return heartbeat.explain(error);
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
        timer.shutdownNow();
        heartbeat.close();
    }
}

package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.BACKUP_YIELDED;
import static dev.lifeboat.error.ErrorCode.LOCK_NOT_AVAILABLE;
import static dev.lifeboat.error.ErrorCode.SNAPSHOT_LOST;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.PostgresConnector;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds snapshots: locks first, then the snapshot, then a second look at the list of tables. */
public final class SnapshotActivitiesImpl implements SnapshotActivities {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotActivitiesImpl.class);
    private static final int LOCKS_A_STATEMENT = 200;
    private static final Duration EVERY = Duration.ofSeconds(1);
    /** A migration that takes longer is waited for by starting over. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final PostgresConnector connector;

    public SnapshotActivitiesImpl(PostgresConnector connector) {
        this.connector = connector;
    }

    @Override
    public void hold(HoldTask task) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        ActivityInfo info = context.getInfo();
        CountDownLatch released = new CountDownLatch(1);
        try (Heartbeat heartbeat = Heartbeat.start()) {
            heartbeat.onCancel(released::countDown);
            try (Held held = take(task, released)) {
                if (held == null) {
                    return;
                }
                context.getWorkflowClient()
                        .newUntypedWorkflowStub(info.getWorkflowId())
                        .signal("snapshot-held", held.announcement());
                LOG.info(
                        "event=snapshot-held holder={} tables={}",
                        task.holder(),
                        held.announcement().tables());
                watch(held.session(), task.yieldAfter(), released, heartbeat);
            }
        }
    }

    /** Held locks and their snapshot. */
    record Held(SourceSession session, HeldSnapshot announcement) implements AutoCloseable {
        @Override
        public void close() {
            session.close();
        }
    }

    /**
     * Takes locks and snapshot, trying again while a schema change is in the way. Throws LOCK_NOT_AVAILABLE when that lasts too
     * long.
     *
     * @return null if it was released before it held anything
     */
    @Nullable
    Held take(HoldTask task, CountDownLatch released) {
        long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Held held = tryToTake(task);
            if (held != null) {
                return held;
            }
            if (System.nanoTime() >= giveUpAt) {
                throw new LifeboatException(
                        LOCK_NOT_AVAILABLE,
                        "schema changes were in the way of the backup's locks for " + PATIENCE.toSeconds() + " s");
            }
            LOG.info("event=locks-not-available holder={}", task.holder());
            if (waited(released, EVERY)) {
                return null;
            }
        }
    }

    /** One try, which never waits for a lock. Null: somebody changes a table, or the list of tables has changed. */
    private @Nullable Held tryToTake(HoldTask task) {
        // Listed in another transaction: a query in the one that locks would take the snapshot before the locks.
        List<String> before;
        try (SourceSession session = session(task)) {
            before = session.catalog().tableNames();
        }
        SourceSession session = session(task);
        try {
            for (int from = 0; from < before.size(); from += LOCKS_A_STATEMENT) {
                List<String> batch = before.subList(from, Math.min(before.size(), from + LOCKS_A_STATEMENT));
                if (!session.catalog().lockNow(batch)) {
                    session.close();
                    return null;
                }
            }
            HeldSnapshot announcement = export(session, task, before.size());
            if (!session.catalog().tableNames().equals(before)) {
                session.close();
                return null;
            }
            List<String> changed = session.catalog().changedSinceSnapshot();
            if (!changed.isEmpty()) {
                // Only possible for the second holder, when the first one died before this one had its locks.
                throw new LifeboatException(SNAPSHOT_LOST, changed.get(0) + " was emptied or rewritten meanwhile");
            }
            return new Held(session, announcement);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private SourceSession session(HoldTask task) {
        return task.importFrom() == null
                ? SourceSession.begin(connector, task.source())
                : SourceSession.under(connector, task.source(), List.of(task.importFrom()));
    }

    private static HeldSnapshot export(SourceSession session, HoldTask task, int tables) {
        return session.catalog()
                .query(
                        """
                        SELECT pg_catalog.pg_export_snapshot(),
                               CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()
                                    ELSE pg_catalog.pg_current_wal_lsn() END::text,
                               (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000)::bigint
                        """,
                        row -> new HeldSnapshot(
                                task.holder(),
                                task.attempt(),
                                row.getString(1),
                                row.getString(2),
                                Instant.ofEpochMilli(row.getLong(3)),
                                tables))
                .get(0);
    }

    /** Keeps the transaction alive until it is released; gives way to a session that waits too long behind its locks. */
    static void watch(SourceSession session, Duration yieldAfter, CountDownLatch released, Heartbeat heartbeat) {
        long waitingSince = 0;
        do {
            boolean waiting = someoneWaits(session);
            if (!waiting) {
                waitingSince = 0;
            } else if (waitingSince == 0) {
                waitingSince = System.nanoTime();
            } else if (System.nanoTime() - waitingSince >= yieldAfter.toNanos()) {
                throw new LifeboatException(
                        BACKUP_YIELDED,
                        "a session waited behind the backup's locks for " + yieldAfter.toSeconds() + " s");
            }
            if (!heartbeat.isEnded()) {
                heartbeat.moved(0, 1);
            }
        } while (!waited(released, EVERY));
    }

    private static boolean someoneWaits(SourceSession session) {
        try {
            return !session.catalog().query("""
                            SELECT 1 FROM pg_catalog.pg_locks l
                            WHERE NOT l.granted AND l.locktype = 'relation'
                              AND pg_catalog.pg_backend_pid() = ANY (pg_catalog.pg_blocking_pids(l.pid))
                            LIMIT 1
                            """, row -> row.getInt(1)).isEmpty();
        } catch (LifeboatException e) {
            throw new LifeboatException(SNAPSHOT_LOST, "the holder's transaction broke: " + e.getMessage(), e);
        }
    }

    private static boolean waited(CountDownLatch released, Duration time) {
        try {
            return released.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LifeboatException(SNAPSHOT_LOST, "the holder was interrupted", e);
        }
    }
}

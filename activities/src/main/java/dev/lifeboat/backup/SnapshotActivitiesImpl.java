package dev.lifeboat.backup;

import static dev.lifeboat.error.ErrorCode.BACKUP_YIELDED;
import static dev.lifeboat.error.ErrorCode.SNAPSHOT_LOST;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.postgres.PostgresConnector;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds snapshots: locks first, then the snapshot, then a second look at the list of tables. */
public final class SnapshotActivitiesImpl implements SnapshotActivities {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotActivitiesImpl.class);
    private static final int MOST_ATTEMPTS = 5;
    private static final int LOCKS_A_STATEMENT = 200;
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final PostgresConnector connector;

    public SnapshotActivitiesImpl(PostgresConnector connector) {
        this.connector = connector;
    }

    @Override
    public void hold(HoldTask task) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        ActivityInfo info = context.getInfo();
        try (Heartbeat heartbeat = Heartbeat.start();
                Held held = take(task)) {
            context.getWorkflowClient()
                    .newUntypedWorkflowStub(info.getWorkflowId())
                    .signal("snapshot-held", held.announcement());
            LOG.info(
                    "event=snapshot-held holder={} tables={}",
                    task.holder(),
                    held.announcement().tables());
            watch(held.session(), task.yieldAfter(), heartbeat);
        }
    }

    /** Held locks and their snapshot. */
    record Held(SourceSession session, HeldSnapshot announcement) implements AutoCloseable {
        @Override
        public void close() {
            session.close();
        }
    }

    /** Takes locks and snapshot; used by {@link #hold}, and by tests without Temporal. */
    Held take(HoldTask task) {
        for (int attempt = 1; ; attempt++) {
            List<String> before = names(task);
            SourceSession session = task.importFrom() == null
                    ? SourceSession.begin(connector, task.source())
                    : SourceSession.under(connector, task.source(), List.of(task.importFrom()));
            try {
                lock(session, before);
                HeldSnapshot announcement = export(session, task, before.size());
                if (names(session).equals(before)) {
                    return new Held(session, announcement);
                }
                LOG.info("event=tables-changed-while-locking attempt={}", attempt);
            } catch (RuntimeException e) {
                session.close();
                throw e;
            }
            session.close();
            if (attempt == MOST_ATTEMPTS) {
                throw new LifeboatException(
                        SNAPSHOT_LOST, "tables come and go faster than they can be locked; try again later");
            }
        }
    }

    /** Quoted names, read before the transaction: a query in it would take the snapshot before the locks. */
    private List<String> names(HoldTask task) {
        if (task.importFrom() != null) {
            try (SourceSession session = SourceSession.under(connector, task.source(), List.of(task.importFrom()))) {
                return names(session);
            }
        }
        try (SourceSession session = SourceSession.begin(connector, task.source())) {
            return names(session);
        }
    }

    private static List<String> names(SourceSession session) {
        SourceCatalog catalog = session.catalog();
        List<String> names = new ArrayList<>();
        for (SourceCatalog.SizedTable table : catalog.tables()) {
            names.add(catalog.quoted(table.info().schema()) + "."
                    + catalog.quoted(table.info().name()));
        }
        return names;
    }

    private static void lock(SourceSession session, List<String> names) {
        for (int from = 0; from < names.size(); from += LOCKS_A_STATEMENT) {
            List<String> batch = names.subList(from, Math.min(names.size(), from + LOCKS_A_STATEMENT));
            session.catalog().execute("LOCK TABLE ONLY " + String.join(", ONLY ", batch) + " IN ACCESS SHARE MODE");
        }
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

    /** Keeps the transaction alive until the activity is cancelled; gives way to a session that waits too long behind it. */
    private static void watch(SourceSession session, Duration yieldAfter, Heartbeat heartbeat) {
        CountDownLatch ended = new CountDownLatch(1);
        heartbeat.onCancel(ended::countDown);
        long waitingSince = 0;
        while (!heartbeat.isEnded()) {
            boolean waiting =
                    !session.catalog().query("""
                            SELECT 1 FROM pg_catalog.pg_locks l
                            WHERE NOT l.granted AND pg_catalog.pg_backend_pid() = ANY (pg_catalog.pg_blocking_pids(l.pid))
                            LIMIT 1
                            """, row -> row.getInt(1)).isEmpty();
            waitingSince = !waiting ? 0 : waitingSince == 0 ? System.nanoTime() : waitingSince;
            if (waiting && System.nanoTime() - waitingSince >= yieldAfter.toNanos()) {
                throw new LifeboatException(
                        BACKUP_YIELDED,
                        "a session waited behind the backup's locks for " + yieldAfter.toSeconds() + " s");
            }
            try {
                if (ended.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    break;
                }
                heartbeat.moved(0, 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LifeboatException(SNAPSHOT_LOST, "the holder was interrupted", e);
            } catch (RuntimeException e) {
                // Cancelled: the order to let go. The worker is told by the end of the activity, not by a failure.
                if (heartbeat.isEnded()) {
                    break;
                }
                throw e;
            }
        }
    }
}

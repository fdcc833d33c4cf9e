package dev.lifeboat.drill;

import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.DatabaseRef;
import io.grpc.StatusRuntimeException;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowServiceException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kills its own process in the middle of a restore, as a machine's failure would, where the worker says that it may. Nobody is killed while
 * a recovery goes on that is no rehearsal: the engine is asked about all of them, and this worker knows what it does itself. Thread-safe.
 */
public final class Chaos {
    /** Set to {@code allowed} on workers that something starts again. */
    static final String CONSENT = "LIFEBOAT_CHAOS";

    private static final Logger LOG = LoggerFactory.getLogger(Chaos.class);
    private static final String RECOVERIES =
            "WorkflowType IN ('Restore', 'Repair', 'RollbackSchema') AND ExecutionStatus = 'Running'";
    private static final int KILLED = 137;
    private static final Duration EVERY = Duration.ofMillis(100);
    /** A heartbeat is sent a second later at the latest. */
    private static final Duration UNTIL_TOLD = Duration.ofMillis(1500);

    private final String consent;
    private final boolean stands;
    private final RealWork work;
    private final ToLongFunction<DatabaseRef> loaded;
    private final Runnable halt;

    /**
     * @param stands whether something starts this worker again: one of a command ends with it, and takes the drill along
     * @param work of this worker
     */
    public Chaos(Secrets secrets, PostgresConnector connector, boolean stands, RealWork work) {
        this(
                secrets.environment(CONSENT),
                stands,
                work,
                target -> partsLoaded(connector, target),
                () -> Runtime.getRuntime().halt(KILLED));
    }

    /**
     * @param consent of this worker
     * @param loaded how many parts are loaded into a database
     */
    Chaos(String consent, boolean stands, RealWork work, ToLongFunction<DatabaseRef> loaded, Runnable halt) {
        this.consent = consent;
        this.stands = stands;
        this.work = work;
        this.loaded = loaded;
        this.halt = halt;
    }

    /** What was done. Does not return from the try that does it. */
    String kill(DatabaseRef target) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        String before = context.getHeartbeatDetails(String.class).orElse("");
        if (!before.isEmpty()) {
            return killedAt(Long.parseLong(before));
        }
        if (!consent.equals("allowed")) {
            return DrillReport.NOBODY_KILLED + CONSENT + "=allowed is not set on it";
        }
        if (!stands) {
            return DrillReport.NOBODY_KILLED + "it is a command's own, and goes with it; take `lifeboat worker`";
        }
        while (true) {
            long parts = loaded.applyAsLong(target);
            if (parts > 0) {
                String hindrance = hindrance(context.getWorkflowClient());
                if (hindrance != null) {
                    return DrillReport.NOBODY_KILLED + hindrance;
                }
                context.heartbeat(String.valueOf(parts));
                LockSupport.parkNanos(UNTIL_TOLD.toNanos());
                LOG.warn("event=chaos parts={}", parts);
                // The engine may know of a new run a moment too late, and one may have begun since.
                String begun = work.unlessUnderWay(halt);
                return begun == null ? killedAt(parts) : DrillReport.NOBODY_KILLED + begun + " goes on";
            }
            context.heartbeat("");
            LockSupport.parkNanos(EVERY.toNanos());
        }
    }

    private static String killedAt(long parts) {
        return "the worker was killed while " + parts + " parts were loaded";
    }

    /** A rehearsal must not hold up what it rehearses. Null: nobody works on the real thing. */
    private @Nullable String hindrance(WorkflowClient client) {
        String own = work.unlessUnderWay(() -> {});
        if (own != null) {
            return own + " goes on";
        }
        try {
            return client.listExecutions(RECOVERIES)
                    .map(run -> run.getExecution().getWorkflowId())
                    .filter(RealWork::isReal)
                    .findFirst()
                    .map(run -> run + " goes on")
                    .orElse(null);
        } catch (WorkflowServiceException | StatusRuntimeException e) {
            return "the engine does not say whether a recovery goes on";
        }
    }

    /** None before there is a ledger. */
    private static long partsLoaded(PostgresConnector connector, DatabaseRef target) {
        try (Connection connection = connector.connect(target);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM _lifeboat_restore.ledger")) {
            return rows.next() ? rows.getLong(1) : 0;
        } catch (SQLException e) {
            return 0;
        }
    }
}

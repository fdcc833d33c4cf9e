package dev.lifeboat.drill;

import dev.lifeboat.postgres.PostgresConnector;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Kills its own process in the middle of a restore, as a machine's failure would, where the worker says that it may. */
final class Chaos {
    /** Set to {@code allowed} on workers that something starts again. */
    static final String CONSENT = "LIFEBOAT_CHAOS";

    private static final Logger LOG = LoggerFactory.getLogger(Chaos.class);
    private static final String RECOVERIES =
            "WorkflowType IN ('Restore', 'Repair', 'RollbackSchema') AND ExecutionStatus = 'Running'";
    /** In the ids of restores that are a drill's own. */
    private static final String DRILLS = "/lifeboat_drill_";

    private static final int KILLED = 137;
    private static final Duration EVERY = Duration.ofMillis(100);
    /** A heartbeat is sent a second later at the latest. */
    private static final Duration UNTIL_TOLD = Duration.ofMillis(1500);

    private final PostgresConnector connector;
    private final String consent;
    private final boolean stands;

    /**
     * @param consent of this worker
     * @param stands whether something starts this worker again: one of a command ends with it, and takes the drill along
     */
    Chaos(PostgresConnector connector, String consent, boolean stands) {
        this.connector = connector;
        this.consent = consent;
        this.stands = stands;
    }

    /** What was done. Does not return from the try that does it. */
    String kill(DatabaseRef target) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        String before = context.getHeartbeatDetails(String.class).orElse("");
        if (!before.isEmpty()) {
            return "the worker was killed while " + before + " parts were loaded";
        }
        if (!consent.equals("allowed")) {
            return DrillReport.NOBODY_KILLED + CONSENT + "=allowed is not set on it";
        }
        if (!stands) {
            return DrillReport.NOBODY_KILLED + "it is a command's own, and goes with it; take `lifeboat worker`";
        }
        while (true) {
            long parts = partsLoaded(target);
            if (parts > 0) {
                String hindrance = recovery(context.getWorkflowClient());
                if (hindrance != null) {
                    return DrillReport.NOBODY_KILLED + hindrance;
                }
                context.heartbeat(String.valueOf(parts));
                LockSupport.parkNanos(UNTIL_TOLD.toNanos());
                LOG.warn("event=chaos parts={}", parts);
                Runtime.getRuntime().halt(KILLED);
            }
            context.heartbeat("");
            LockSupport.parkNanos(EVERY.toNanos());
        }
    }

    /** A rehearsal must not hold up what it rehearses. Null: nobody works on the real thing. */
    private static @Nullable String recovery(WorkflowClient client) {
        try {
            return client.listExecutions(RECOVERIES)
                    .map(run -> run.getExecution().getWorkflowId())
                    .filter(run -> !run.contains(DRILLS))
                    .findFirst()
                    .map(run -> run + " goes on")
                    .orElse(null);
        } catch (WorkflowServiceException | StatusRuntimeException e) {
            return "the engine does not say whether a recovery goes on";
        }
    }

    /** None before there is a ledger. */
    private long partsLoaded(DatabaseRef target) {
        try (Connection connection = connector.connect(target);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM _lifeboat_restore.ledger")) {
            return rows.next() ? rows.getLong(1) : 0;
        } catch (SQLException e) {
            return 0;
        }
    }
}

package dev.lifeboat.health;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import java.time.Instant;

/** Looks with what a worker has: its own engine, the runbook's stores and databases. Thread-safe. */
public final class HealthActivitiesImpl implements HealthActivities {
    private final Secrets secrets;
    private final PostgresConnector connector;
    private final ClientTools tools;

    public HealthActivitiesImpl(Secrets secrets, PostgresConnector connector, ClientTools tools) {
        this.secrets = secrets;
        this.connector = connector;
        this.tools = tools;
    }

    @Override
    public HealthLook examine(HealthRequest request, Instant at) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        EngineView engine =
                new TemporalView(context.getWorkflowClient(), context.getInfo().getActivityTaskQueue());
        try (Heartbeat heartbeat = Heartbeat.start()) {
            return new HealthExamination(request.runbook(), secrets, connector, tools, engine, at)
                    .look(() -> heartbeat.moved(1, 0));
        }
    }

    @Override
    public HealthState told(Vault vault) {
        return new HealthRecords(vault, secrets).newest();
    }

    @Override
    public void record(Vault vault, HealthState state) {
        new HealthRecords(vault, secrets).write(state);
    }
}

package dev.lifeboat.health;

import dev.lifeboat.activity.Heartbeat;
import dev.lifeboat.doctor.Doctor;
import dev.lifeboat.postgres.ClientTools;
import dev.lifeboat.postgres.PostgresConnector;
import dev.lifeboat.secret.Secrets;
import dev.lifeboat.set.Vault;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import java.nio.file.Path;
import java.time.Instant;

/** Looks with what a worker has: its own engine and machine, the runbook's stores and databases. Thread-safe. */
public final class HealthActivitiesImpl implements HealthActivities {
    private final Secrets secrets;
    private final PostgresConnector connector;
    private final ClientTools tools;
    private final Path state;

    /** @param state the folder of this machine's state */
    public HealthActivitiesImpl(Secrets secrets, PostgresConnector connector, ClientTools tools, Path state) {
        this.secrets = secrets;
        this.connector = connector;
        this.tools = tools;
        this.state = state;
    }

    @Override
    public HealthLook examine(HealthRequest request, Instant at) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        EngineView engine =
                new TemporalView(context.getWorkflowClient(), context.getInfo().getActivityTaskQueue());
        Doctor doctor = new Doctor(request.runbook(), secrets, connector, tools, state);
        try (Heartbeat heartbeat = Heartbeat.start()) {
            return new HealthExamination(request.runbook(), secrets, connector, tools, engine, doctor, at)
                    .look(() -> heartbeat.moved(1, 0));
        }
    }

    @Override
    public HealthState told(Vault vault) {
        return new HealthRecords(vault, secrets).newest();
    }

    @Override
    public boolean claim(Vault vault, HealthState before, String run, Instant at) {
        return new HealthRecords(vault, secrets).claim(before, run, at);
    }

    @Override
    public void record(Vault vault, HealthState state) {
        new HealthRecords(vault, secrets).write(state);
    }
}

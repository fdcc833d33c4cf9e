package dev.lifeboat.schedule;

import io.grpc.Status;
import io.temporal.client.WorkflowClient;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.client.schedules.ScheduleDescription;
import io.temporal.client.schedules.ScheduleException;
import io.temporal.client.schedules.ScheduleListDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The schedules that an engine has. Thread-safe. */
public final class EngineSchedules {
    private final ScheduleClient client;

    public EngineSchedules(WorkflowClient client) {
        this.client = ScheduleClient.newInstance(
                client.getWorkflowServiceStubs(),
                ScheduleClientOptions.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .setDataConverter(client.getOptions().getDataConverter())
                        .build());
    }

    /** For whoever changes them. */
    public ScheduleClient client() {
        return client;
    }

    /** Those of a runbook, sorted; the engine's list may lag a moment behind. */
    public List<String> ids(String runbook) {
        return client.listSchedules()
                .map(ScheduleListDescription::getScheduleId)
                .filter(id -> ScheduledRun.KINDS.stream().anyMatch(kind -> id.startsWith(kind + "/" + runbook + "/")))
                .sorted()
                .toList();
    }

    /** Null: it is not there. One that the list has may have been removed meanwhile. */
    public @Nullable ScheduleDescription described(String id) {
        try {
            return client.getHandle(id).describe();
        } catch (ScheduleException e) {
            if (Status.fromThrowable(e).getCode() != Status.Code.NOT_FOUND) {
                throw e;
            }
            return null;
        }
    }
}

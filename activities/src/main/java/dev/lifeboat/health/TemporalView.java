package dev.lifeboat.health;

import com.google.protobuf.Timestamp;
import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.schedule.EngineSchedules;
import dev.lifeboat.schedule.RunResult;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.taskqueue.v1.PollerInfo;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.schedules.ScheduleActionResult;
import io.temporal.client.schedules.ScheduleDescription;
import io.temporal.client.schedules.ScheduleException;
import io.temporal.client.schedules.ScheduleInfo;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks the service itself. */
public final class TemporalView implements EngineView {
    /** So many runs a service remembers of a schedule. */
    private static final int MOST_KNOWN = 10;

    private final WorkflowClient client;
    private final String queue;
    private final EngineSchedules schedules;

    /** @param queue where the runbook's runs are worked on */
    public TemporalView(WorkflowClient client, String queue) {
        this.client = client;
        this.queue = queue;
        this.schedules = new EngineSchedules(client);
    }

    @Override
    public List<SeenSchedule> schedules(String runbook) {
        return asked(() -> schedules.ids(runbook).stream()
                .flatMap(id -> Stream.ofNullable(schedules.described(id)))
                .map(this::seen)
                .toList());
    }

    private SeenSchedule seen(ScheduleDescription description) {
        ScheduleInfo info = description.getInfo();
        String note = description.getSchedule().getState().getNote();
        Instant updated = info.getLastUpdatedAt();
        RunResult last = RunResult.last(client, info);
        return new SeenSchedule(
                description.getId(),
                description.getSchedule().getState().isPaused(),
                note == null || note.isEmpty() ? null : note,
                updated == null || updated.isBefore(info.getCreatedAt()) ? info.getCreatedAt() : updated,
                due(info.getRecentActions()),
                last == null ? null : last.result(),
                last == null ? null : last.run(),
                info.getNumActionsSkippedOverlap(),
                info.getNumActionsMissedCatchupWindow());
    }

    /**
     * The times of these runs, the oldest first. Runs that make up for others push the last ones out of a full list: what was due
     * before the first of it started, nobody knows.
     */
    static List<Instant> due(List<ScheduleActionResult> runs) {
        Stream<Instant> known = runs.stream().map(ScheduleActionResult::getScheduledAt);
        return (runs.size() < MOST_KNOWN
                        ? known
                        : Stream.concat(Stream.of(runs.get(0).getStartedAt()), known))
                .toList();
    }

    @Override
    public @Nullable Instant lastPoll() {
        return pollers().stream()
                .map(PollerInfo::getLastAccessTime)
                .map(TemporalView::instant)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    @Override
    public String machine() {
        return machineOf(client.getOptions().getIdentity());
    }

    /** The service forgets within minutes who asks no more. */
    @Override
    public List<String> machines() {
        return pollers().stream()
                .map(poller -> machineOf(poller.getIdentity()))
                .distinct()
                .sorted()
                .toList();
    }

    /** Of {@code 4711@worker-a} what outlives a process. */
    private static String machineOf(String identity) {
        return identity.substring(identity.indexOf('@') + 1);
    }

    private List<PollerInfo> pollers() {
        return asked(() -> client.getWorkflowServiceStubs()
                .blockingStub()
                .describeTaskQueue(DescribeTaskQueueRequest.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .setTaskQueue(TaskQueue.newBuilder().setName(queue).build())
                        .setTaskQueueType(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
                        .build())
                .getPollersList());
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private static <T extends @Nullable Object> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (StatusRuntimeException | ScheduleException | WorkflowServiceException e) {
            throw new LifeboatException(
                    ErrorCode.ENGINE_UNAVAILABLE, "the Temporal service does not answer: " + e.getMessage(), e);
        }
    }
}

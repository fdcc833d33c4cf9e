package dev.lifeboat.bench;

import com.google.protobuf.util.Timestamps;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads when activities ran out of the histories of a run and its children. */
final class Histories {
    private final WorkflowClient client;
    private final SortedMap<String, List<Span>> activities = new TreeMap<>();

    private Histories(WorkflowClient client) {
        this.client = client;
    }

    /** The last run under this id; it must have closed. */
    static Timeline of(WorkflowClient client, String workflowId) {
        Histories histories = new Histories(client);
        return new Timeline(histories.read(workflowId, null), histories.activities);
    }

    private Span read(String workflowId, @Nullable String firstRun) {
        Instant start = null;
        Instant end = Instant.EPOCH;
        String next = firstRun;
        do {
            List<HistoryEvent> events = (next == null
                            ? client.fetchHistory(workflowId)
                            : client.fetchHistory(workflowId, next))
                    .getEvents();
            start = start == null ? time(events.get(0)) : start;
            HistoryEvent last = events.get(events.size() - 1);
            end = time(last);
            collect(events);
            next = last.hasWorkflowExecutionContinuedAsNewEventAttributes()
                    ? last.getWorkflowExecutionContinuedAsNewEventAttributes().getNewExecutionRunId()
                    : "";
        } while (!next.isEmpty());
        return new Span(start, end);
    }

    private void collect(List<HistoryEvent> events) {
        Map<Long, String> types = new HashMap<>();
        Map<Long, Instant> starts = new HashMap<>();
        for (HistoryEvent event : events) {
            switch (event.getEventType()) {
                case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED ->
                    types.put(
                            event.getEventId(),
                            event.getActivityTaskScheduledEventAttributes()
                                    .getActivityType()
                                    .getName());
                case EVENT_TYPE_ACTIVITY_TASK_STARTED ->
                    starts.put(event.getActivityTaskStartedEventAttributes().getScheduledEventId(), time(event));
                case EVENT_TYPE_ACTIVITY_TASK_COMPLETED ->
                    ended(event.getActivityTaskCompletedEventAttributes().getScheduledEventId(), event, types, starts);
                case EVENT_TYPE_ACTIVITY_TASK_FAILED ->
                    ended(event.getActivityTaskFailedEventAttributes().getScheduledEventId(), event, types, starts);
                case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT ->
                    ended(event.getActivityTaskTimedOutEventAttributes().getScheduledEventId(), event, types, starts);
                case EVENT_TYPE_ACTIVITY_TASK_CANCELED ->
                    ended(event.getActivityTaskCanceledEventAttributes().getScheduledEventId(), event, types, starts);
                case EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED ->
                    read(
                            event.getChildWorkflowExecutionStartedEventAttributes()
                                    .getWorkflowExecution()
                                    .getWorkflowId(),
                            event.getChildWorkflowExecutionStartedEventAttributes()
                                    .getWorkflowExecution()
                                    .getRunId());
                default -> {}
            }
        }
    }

    private void ended(long scheduled, HistoryEvent event, Map<Long, String> types, Map<Long, Instant> starts) {
        Instant start = starts.get(scheduled);
        if (start != null) {
            activities
                    .computeIfAbsent(types.getOrDefault(scheduled, "unknown"), type -> new ArrayList<>())
                    .add(new Span(start, time(event)));
        }
    }

    private static Instant time(HistoryEvent event) {
        return Instant.ofEpochMilli(Timestamps.toMillis(event.getEventTime()));
    }
}

package dev.lifeboat.scale;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.common.WorkflowExecutionHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What one execution has left behind.
 *
 * @param events in its history
 * @param bytes of its history, as the server counts them
 * @param step what each batch adds to it; null: it does not grow with the number of batches
 * @param payload bytes of the largest value that an event carries
 * @param carrier which kind of event carries it
 */
record Measured(
        String type, String id, long events, long bytes, Step step, long payload, String carrier, Duration took) {
    /** Workflows whose histories grow with the number of batches, and the event that each adds; others have a bound of their own. */
    private static final Map<String, EventType> GROWING = Map.of(
            "Backup", EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED,
            "Phase", EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED,
            "Restore", EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED);

    /** What one batch adds: the middle one of all distances from one such event to the next. */
    record Step(long events, long bytes) {}

    static Measured of(WorkflowExecutionMetadata run, WorkflowExecutionHistory history) {
        List<HistoryEvent> events = history.getHistory().getEventsList();
        HistoryEvent heaviest = events.stream()
                .max(Comparator.comparingLong(Measured::largestPayload))
                .orElseThrow();
        return new Measured(
                run.getWorkflowType(),
                run.getExecution().getWorkflowId(),
                events.size(),
                run.getWorkflowExecutionInfo().getHistorySizeBytes(),
                step(events, GROWING.get(run.getWorkflowType())),
                largestPayload(heaviest),
                heaviest.getEventType().name().replace("EVENT_TYPE_", ""),
                Duration.between(run.getStartTime(), run.getCloseTime()));
    }

    /** Events of the same run with so many more batches. */
    long events(long more) {
        return step == null ? events : events + step.events() * more;
    }

    /** Bytes of the same run with so many more batches. */
    long bytes(long more) {
        return step == null ? bytes : bytes + step.bytes() * more;
    }

    private static Step step(List<HistoryEvent> events, EventType mark) {
        List<Step> steps = new ArrayList<>();
        long number = 0;
        long bytes = 0;
        boolean begun = false;
        for (HistoryEvent event : events) {
            if (event.getEventType() == mark) {
                if (begun) {
                    steps.add(new Step(number, bytes));
                }
                begun = true;
                number = 0;
                bytes = 0;
            }
            number++;
            bytes += event.getSerializedSize();
        }
        steps.sort(Comparator.comparingLong(Step::events).thenComparingLong(Step::bytes));
        return steps.isEmpty() ? null : steps.get(steps.size() / 2);
    }

    /** The server's limit is for all arguments of a call together. */
    private static long largestPayload(Message message) {
        if (message instanceof Payloads || message instanceof Payload) {
            return message.getSerializedSize();
        }
        long largest = 0;
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            if (field.getKey().getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
                continue;
            }
            Collection<?> values =
                    field.getKey().isRepeated() ? (Collection<?>) field.getValue() : List.of(field.getValue());
            for (Object value : values) {
                largest = Math.max(largest, largestPayload((Message) value));
            }
        }
        return largest;
    }
}

package dev.lifeboat.schedule;

import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.client.schedules.ScheduleActionExecutionStartWorkflow;
import io.temporal.client.schedules.ScheduleActionResult;
import io.temporal.client.schedules.ScheduleInfo;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a schedule's last run went.
 *
 * @param run its workflow id
 * @param result {@code completed}, {@code failed}, {@code timed-out}, {@code terminated}, {@code canceled}, {@code running}; null:
 *     the engine keeps closed runs for some time only
 */
public record RunResult(
        Instant startedAt, @Nullable String run, @Nullable String result) {
    private static final String RUNNING = "running";

    /** Null: it has not run yet. */
    public static @Nullable RunResult last(WorkflowClient client, ScheduleInfo info) {
        List<ScheduleActionResult> recent = info.getRecentActions();
        if (recent.isEmpty()) {
            return null;
        }
        ScheduleActionResult last = recent.get(recent.size() - 1);
        if (last.getAction() instanceof ScheduleActionExecutionStartWorkflow run) {
            return new RunResult(last.getStartedAt(), run.getWorkflowId(), result(client, run));
        }
        return new RunResult(last.getStartedAt(), null, null);
    }

    /** The workflow id of a run that goes on; null: none does. */
    public static @Nullable String goingOn(WorkflowClient client, ScheduleInfo info) {
        return info.getRunningActions().stream()
                .filter(ScheduleActionExecutionStartWorkflow.class::isInstance)
                .map(ScheduleActionExecutionStartWorkflow.class::cast)
                // The schedule hears of an end a moment later than the run has it.
                .filter(run -> RUNNING.equals(result(client, run)))
                .map(ScheduleActionExecutionStartWorkflow::getWorkflowId)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String result(WorkflowClient client, ScheduleActionExecutionStartWorkflow run) {
        try {
            String status = client.newUntypedWorkflowStub(WorkflowTargetOptions.newBuilder()
                            .setWorkflowId(run.getWorkflowId())
                            .setRunId(run.getFirstExecutionRunId())
                            .build())
                    .describe()
                    .getStatus()
                    .name();
            return status.replace("WORKFLOW_EXECUTION_STATUS_", "")
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '-');
        } catch (WorkflowNotFoundException e) {
            return null;
        }
    }
}

package dev.lifeboat.run;

import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflow.v1.PendingChildExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.client.WorkflowClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What of a run has failed and is tried again at this moment: the run itself knows only when the last try has failed. */
public final class Retries {
    /** A restore has two phases at work, and each of them a batch of loads. */
    private static final int MOST_RUNS = 12;

    private Retries() {}

    /** A line each, of the run and of the runs inside it; none of what the engine does not tell of. */
    public static List<String> of(WorkflowClient client, String run) {
        List<String> lines = new ArrayList<>();
        Deque<String> runs = new ArrayDeque<>(List.of(run));
        for (int asked = 0; asked < MOST_RUNS && !runs.isEmpty(); asked++) {
            DescribeWorkflowExecutionResponse response;
            try {
                response = describe(client, runs.remove());
            } catch (StatusRuntimeException e) {
                // A child that has not begun yet or has just ended, or an engine that is away: the next look tells.
                continue;
            }
            response.getPendingChildrenList().stream()
                    .map(PendingChildExecutionInfo::getWorkflowId)
                    .forEach(runs::add);
            for (PendingActivityInfo activity : response.getPendingActivitiesList()) {
                if (activity.hasLastFailure()) {
                    lines.add(line(activity));
                }
            }
        }
        return lines.stream().distinct().toList();
    }

    private static DescribeWorkflowExecutionResponse describe(WorkflowClient client, String run) {
        return client.getWorkflowServiceStubs()
                .blockingStub()
                .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .setExecution(WorkflowExecution.newBuilder().setWorkflowId(run))
                        .build());
    }

    /** The attempt is the one that runs, or that comes next. */
    private static String line(PendingActivityInfo activity) {
        Failure failure = activity.getLastFailure();
        String type = failure.getApplicationFailureInfo().getType();
        return activity.getActivityType().getName() + ", try " + (activity.getAttempt() - 1)
                + (activity.getMaximumAttempts() == 0 ? "" : " of " + activity.getMaximumAttempts()) + " failed: "
                + (type.isEmpty() ? "" : type + ": ") + failure.getMessage();
    }
}

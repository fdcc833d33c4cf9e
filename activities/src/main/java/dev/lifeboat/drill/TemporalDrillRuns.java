package dev.lifeboat.drill;

import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import io.temporal.client.WorkflowTargetOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks Temporal. Thread-safe. */
public final class TemporalDrillRuns implements DrillRuns {
    private static final Logger LOG = LoggerFactory.getLogger(TemporalDrillRuns.class);
    /** Closed runs that are looked at for a name: years of drills. */
    private static final int MOST_RUNS = 2000;

    private final WorkflowClient client;

    public TemporalDrillRuns(WorkflowClient client) {
        this.client = client;
    }

    @Override
    public Fate fate(String run) {
        int slash = run.lastIndexOf('/');
        if (slash <= 0) {
            return Fate.UNKNOWN;
        }
        try {
            WorkflowTargetOptions target = WorkflowTargetOptions.newBuilder()
                    .setWorkflowId(run.substring(0, slash))
                    .setRunId(run.substring(slash + 1))
                    .build();
            return switch (client.newUntypedWorkflowStub(target).describe().getStatus()) {
                case WORKFLOW_EXECUTION_STATUS_COMPLETED,
                        WORKFLOW_EXECUTION_STATUS_FAILED,
                        WORKFLOW_EXECUTION_STATUS_CANCELED,
                        WORKFLOW_EXECUTION_STATUS_TERMINATED,
                        WORKFLOW_EXECUTION_STATUS_TIMED_OUT -> Fate.CLOSED;
                default -> Fate.OPEN;
            };
        } catch (WorkflowNotFoundException e) {
            return Fate.UNKNOWN;
        } catch (WorkflowServiceException | StatusRuntimeException e) {
            LOG.warn("event=run-not-asked run={} error={}", run, e.getMessage());
            return Fate.OPEN;
        }
    }

    @Override
    public @Nullable String closedRunOf(String name) {
        try {
            return client.listExecutions("WorkflowType IN ('Drill', 'Probe') AND ExecutionStatus != 'Running'")
                    .limit(MOST_RUNS)
                    .map(TemporalDrillRuns::idOf)
                    .filter(run -> DrillMark.name(run).equals(name))
                    .findFirst()
                    .orElse(null);
        } catch (WorkflowServiceException | StatusRuntimeException e) {
            // The in-memory engine cannot list.
            LOG.debug("event=runs-not-listed error={}", e.getMessage());
            return null;
        }
    }

    private static String idOf(WorkflowExecutionMetadata run) {
        return run.getExecution().getWorkflowId() + "/" + run.getExecution().getRunId();
    }
}

package dev.lifeboat.session;

import dev.lifeboat.error.LifeboatException;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowServiceException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that {@link TargetFiles} are there no longer than their runs. Thread-safe. */
final class Targets {
    private static final Logger LOG = LoggerFactory.getLogger(Targets.class);
    /** From the writing of a file to the start of its run. */
    private static final Duration LONGEST_START = Duration.ofMinutes(10);

    private final TargetFiles files;
    private final WorkflowClient client;
    private final Duration longestRun;
    private final Set<String> own = ConcurrentHashMap.newKeySet();

    /** @param longestRun after which a run is over, also one that the engine does not know */
    Targets(TargetFiles files, WorkflowClient client, Duration longestRun) {
        this.files = files;
        this.client = client;
        this.longestRun = longestRun;
    }

    /** The reference under which the URL of a run's target travels. */
    String keep(String run, String url) {
        own.add(run);
        return files.keep(run, url);
    }

    /** Those of runs that are over, and whose commands were killed before they could see to it. */
    void forgetLeft() {
        Instant now = Instant.now();
        try {
            List<String> old = files.writtenBefore(now.minus(longestRun));
            forget(files.writtenBefore(now.minus(LONGEST_START)), old);
        } catch (LifeboatException e) {
            LOG.warn("event=targets-not-looked-at error={}", e.getMessage());
        }
    }

    /**
     * Those of this command's runs that are over; one that stands still may go on.
     *
     * @param all whether they end with this process
     */
    void forgetOwn(boolean all) {
        if (all) {
            own.forEach(files::forget);
        } else {
            forget(own, own);
        }
    }

    /** @param ended those that are over where the engine does not know them */
    private void forget(Collection<String> runs, Collection<String> ended) {
        for (String run : runs) {
            if (isOver(run, ended.contains(run))) {
                files.forget(run);
            }
        }
    }

    private boolean isOver(String run, boolean unknown) {
        try {
            return client.newUntypedWorkflowStub(run).describe().getStatus()
                    != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
        } catch (WorkflowNotFoundException e) {
            return unknown;
        } catch (WorkflowServiceException | StatusRuntimeException e) {
            LOG.warn("event=run-not-asked run={} error={}", run, e.getMessage());
            return false;
        }
    }
}

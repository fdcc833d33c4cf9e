package dev.lifeboat.session;

import dev.lifeboat.metrics.Metric;
import dev.lifeboat.metrics.Reading;
import dev.lifeboat.metrics.Sample;
import dev.lifeboat.metrics.StoreNumbers;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.secret.Secrets;
import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowServiceException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The numbers of a runbook: what its stores say, and how many of its runs wait for people. */
final class RunbookNumbers implements Function<Instant, Reading> {
    private static final Logger LOG = LoggerFactory.getLogger(RunbookNumbers.class);

    private final WorkflowClient client;
    private final String runbook;
    private final StoreNumbers stores;

    RunbookNumbers(WorkflowClient client, Runbook runbook, Secrets secrets, Path state) {
        this.client = client;
        this.runbook = runbook.name();
        this.stores = new StoreNumbers(runbook, secrets, state);
    }

    @Override
    public Reading apply(Instant now) {
        Reading read = stores.read(now);
        List<Sample> samples = new ArrayList<>(read.samples());
        try {
            long waiting = client.countWorkflows("LifeboatRunbook = '" + runbook
                            + "' AND ExecutionStatus = 'Running' AND LifeboatDrill = 'false'"
                            + " AND LifeboatWaitingFor != 'nothing'")
                    .getCount();
            samples.add(new Sample(Metric.WAITING, List.of(runbook), (double) waiting));
        } catch (StatusRuntimeException | WorkflowServiceException e) {
            // The in-memory engine cannot count; of another one its own metrics tell that it is away.
            LOG.debug("event=waiting-not-counted reason={}", e.getMessage());
        }
        return new Reading(samples, read.whole());
    }
}

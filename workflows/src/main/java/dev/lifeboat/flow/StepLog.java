package dev.lifeboat.flow;

import io.temporal.workflow.Workflow;
import org.slf4j.Logger;

/** A line in the log for each step of a run. */
public final class StepLog {
    private static final Logger LOG = Workflow.getLogger(StepLog.class);

    private StepLog() {}

    /** What the run does from now on. */
    public static void begins(String step) {
        LOG.info("event=step step=\"{}\"", step);
    }
}

package dev.lifeboat.restore;

import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import org.slf4j.Logger;

/** Tells the restore where its phase stands; it may have ended already, and then nobody needs to know. Not thread-safe. */
final class ParentTold {
    private static final Logger LOG = Workflow.getLogger(ParentTold.class);

    private int telling;

    void tell(PhaseProgress progress) {
        Workflow.getInfo().getParentWorkflowId().ifPresent(parent -> {
            RestoreWorkflow restore = Workflow.newExternalWorkflowStub(RestoreWorkflow.class, parent);
            telling++;
            Workflow.newDetachedCancellationScope(() -> Async.procedure(() -> {
                        try {
                            restore.phaseProgress(progress);
                        } catch (ApplicationFailure e) {
                            LOG.debug("event=progress-not-told parent={}", parent);
                        } finally {
                            telling--;
                        }
                    }))
                    .run();
        });
    }

    /** A server forwards no signal of a run that has closed. */
    void awaitTold() {
        Workflow.newDetachedCancellationScope(() -> Workflow.await(() -> telling == 0))
                .run();
    }
}

package dev.lifeboat.restore;

import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import org.slf4j.Logger;

/** Tells a run's parent where it stands; that may have ended already, and then nobody needs to know. Not thread-safe. */
final class ParentTold {
    private static final Logger LOG = Workflow.getLogger(ParentTold.class);

    private int telling;

    /**
     * Signals the parent, if there is one, and waits for nothing.
     *
     * @param type of the parent
     */
    <T> void tell(Class<T> type, Functions.Proc1<T> signal) {
        Workflow.getInfo().getParentWorkflowId().ifPresent(parent -> {
            T stub = Workflow.newExternalWorkflowStub(type, parent);
            telling++;
            Workflow.newDetachedCancellationScope(() -> Async.procedure(() -> {
                        try {
                            signal.apply(stub);
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

package dev.lifeboat.notice;

import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.Notify;
import io.grpc.Context;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WithStartWorkflowOperation;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowUpdateStage;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the channel's {@link NoticeDeskWorkflow}, which it starts where there is none. No answer within a few seconds is a no: rather a
 * notice too many than one that nobody gets.
 */
public final class TemporalDesk implements Desk {
    private static final Logger LOG = LoggerFactory.getLogger(TemporalDesk.class);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final ScheduledExecutorService DEADLINES = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "notice-desk-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    private final WorkflowClient client;
    private final String queue;

    /** @param queue on which somebody works as long as notices may be held */
    public TemporalDesk(WorkflowClient client, String queue) {
        this.client = client;
        this.queue = queue;
    }

    @Override
    public boolean holds(Notice notice, Notify.Named channel, Notify notifications) {
        boolean asks = channel.kind().isForPeople()
                && notice.event() != NoticeEvent.NOTICES_HELD
                && notice.event() != NoticeEvent.TEST;
        if (!asks) {
            return false;
        }
        // The deadline ends the call itself: one that went on would hold a thread for as long as nobody answers.
        Context.CancellableContext call =
                Context.current().withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS, DEADLINES);
        boolean[] holds = new boolean[1];
        try {
            call.run(() -> holds[0] = ask(notice, channel.name(), notifications));
            return holds[0];
        } catch (RuntimeException e) {
            LOG.warn("event=notice-desk-silent channel={} reason={}", channel.name(), e.toString());
            return false;
        } finally {
            call.cancel(null);
        }
    }

    private boolean ask(Notice notice, String channel, Notify notifications) {
        NoticeDeskWorkflow desk = client.newWorkflowStub(
                NoticeDeskWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setTaskQueue(queue)
                        .setWorkflowId(RunIds.noticeDesk(queue, notice.runbook(), channel))
                        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                        .setStaticSummary("notices over " + channel)
                        .build());
        return WorkflowClient.executeUpdateWithStart(
                desk::holds,
                new DeskQuestion(notice, notifications),
                UpdateOptions.<Boolean>newBuilder()
                        .setWaitForStage(WorkflowUpdateStage.COMPLETED)
                        .setUpdateId(notice.id())
                        .build(),
                new WithStartWorkflowOperation<>(
                        desk::keep, DeskState.empty(notice.runbook(), channel, notifications)));
    }
}

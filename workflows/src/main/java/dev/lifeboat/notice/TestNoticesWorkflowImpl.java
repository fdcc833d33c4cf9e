package dev.lifeboat.notice;

import dev.lifeboat.error.Failures;
import dev.lifeboat.flow.ActivityPolicies;
import dev.lifeboat.flow.SearchKeys;
import dev.lifeboat.runbook.Notify;
import dev.lifeboat.runbook.Runbook;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** All channels at a time, each tried once: who tests wants to know now, and sees what would be tried again. */
public final class TestNoticesWorkflowImpl implements TestNoticesWorkflow {
    @Override
    public TestNoticesReport test(TestNoticesRequest request) {
        Runbook runbook = request.runbook();
        Workflow.upsertTypedSearchAttributes(
                SearchKeys.KIND.valueSet("notify-test"), SearchKeys.RUNBOOK.valueSet(runbook.name()));
        String run = Workflow.getInfo().getWorkflowId();
        Notice notice = new Notice(
                Workflow.randomUUID().toString(),
                Instant.ofEpochMilli(Workflow.currentTimeMillis()),
                runbook.name(),
                run,
                NoticeEvent.TEST,
                Severity.INFO,
                run,
                "test message of " + runbook.name(),
                "Sent by " + request.startedBy() + " with `lifeboat notify test`. Nothing has to be done.",
                List.of(),
                null);
        List<Promise<TestNoticesReport.Tried>> tries = new ArrayList<>();
        for (String channel : request.channels()) {
            tries.add(Async.function(() -> tried(notice, channel, runbook.notifications())));
        }
        return new TestNoticesReport(tries.stream().map(Promise::get).toList());
    }

    private static TestNoticesReport.Tried tried(Notice notice, String name, Notify notifications) {
        Notify.Named channel = notifications.channel(name);
        try {
            NoticeReceipt receipt = ActivityPolicies.named(NoticeActivities.class, ActivityPolicies.NOTICE_ONCE, name)
                    .send(notice, name, notifications);
            return new TestNoticesReport.Tried(name, channel == null ? null : channel.kind(), null, receipt.took());
        } catch (ActivityFailure e) {
            return new TestNoticesReport.Tried(
                    name, channel == null ? null : channel.kind(), Failures.describe(e, "sending"), null);
        }
    }
}

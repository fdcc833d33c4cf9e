package dev.lifeboat.notice;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Sends one test message over each channel, from where all others are sent. Workflow id: {@code notify-test/<runbook>/<time>}. */
@WorkflowInterface
public interface TestNoticesWorkflow {
    /** Never fails because of a channel: what it met is its line of the report. */
    @WorkflowMethod(name = "TestNotices")
    TestNoticesReport test(TestNoticesRequest request);
}

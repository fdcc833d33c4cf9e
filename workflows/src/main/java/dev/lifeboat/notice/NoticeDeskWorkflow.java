package dev.lifeboat.notice;

import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Remembers how much went over a channel in the last minutes, and keeps what has to wait until it may go, in one message. There is one
 * for each channel of a runbook while there is something to remember. Workflow id: {@code notices/<queue>/<runbook>/<channel>}.
 */
@WorkflowInterface
public interface NoticeDeskWorkflow {
    @WorkflowMethod(name = "NoticeDesk")
    void keep(DeskState state);

    /** Whether the notice is kept, by the settings that come with it. The same notice gets the same answer. */
    @UpdateMethod(name = "holds", description = "asked for every notice before it goes over this channel")
    boolean holds(DeskQuestion question);
}

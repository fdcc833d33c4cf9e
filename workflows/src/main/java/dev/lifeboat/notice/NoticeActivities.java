package dev.lifeboat.notice;

import dev.lifeboat.runbook.Notify;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Telling people. */
@ActivityInterface
public interface NoticeActivities {
    /**
     * Logs the notice and posts it to the webhook, if there is one. Retried a few times; a notice that cannot be delivered
     * never fails a run, so workflows ignore its failure after the last try.
     */
    @ActivityMethod(name = "SendNotice")
    void send(Notice notice, Notify notifications);
}

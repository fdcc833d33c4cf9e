package dev.lifeboat.notice;

import dev.lifeboat.runbook.Notify;
import dev.lifeboat.set.Vault;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** Telling people. */
@ActivityInterface
public interface NoticeActivities {
    /**
     * Sends a notice over one channel, or has it held back where the runbook says so. Retried a few times where that may help:
     * a receiver may get it twice, with the same id. Throws CHANNEL_UNAVAILABLE, CHANNEL_REFUSED or SECRET_MISSING; a notice
     * that cannot be delivered never fails a run, so workflows ignore its failure after the last try.
     */
    @ActivityMethod(name = "SendNotice")
    NoticeReceipt send(Notice notice, String channel, Notify notifications);

    /** Which good set is the newest, over all stores that answer. Reads only. */
    @ActivityMethod(name = "NewestGoodSet")
    Coverage coverage(Vault vault);
}

package dev.lifeboat.notice;

import dev.lifeboat.runbook.Notify;

/** Keeps back what can wait, over all runs of a runbook. Whatever it keeps comes later: it loses nothing. */
public interface Desk {
    /** Lets everything through. For an engine that goes with its command: nobody would be there later to send what was kept. */
    Desk OPEN = (notice, channel, notifications) -> false;

    /** Whether it keeps the notice. Where it cannot know, it does not. */
    boolean holds(Notice notice, Notify.Named channel, Notify notifications);
}

package dev.lifeboat.flow;

/** Where workers poll. Workflows and activities share a queue: workers are alike, and more of them are simply started. */
public final class TaskQueues {
    /** The queue of a shared service, unless {@code LIFEBOAT_TASK_QUEUE} names another one for a system of its own. */
    public static final String LIFEBOAT = "lifeboat";

    private TaskQueues() {}
}

package dev.lifeboat.flow;

/** Where workers poll. */
public final class TaskQueues {
    /** One queue for workflows and activities: workers are alike and more of them are simply started. */
    public static final String LIFEBOAT = "lifeboat";

    private TaskQueues() {}
}

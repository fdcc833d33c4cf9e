package dev.lifeboat.activity;

import dev.lifeboat.flow.RunIds;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** What the lines of a log say about where they come from: the run and, inside a phase of a restore, the phase. */
public final class LogMarks {
    public static final String RUN = "run";
    public static final String PHASE = "phase";

    private LogMarks() {}

    /** From now on the lines of this thread are those of a workflow, or of an activity of it. */
    public static void set(String workflow) {
        MDC.put(RUN, RunIds.runOf(workflow));
        String phase = RunIds.phaseOf(workflow);
        if (phase == null) {
            MDC.remove(PHASE);
        } else {
            MDC.put(PHASE, phase);
        }
    }

    /** The same task; wherever it runs, its lines are marked as those of the thread that asks for it here. */
    public static Runnable carried(Runnable task) {
        Map<String, @Nullable String> marks = MDC.getCopyOfContextMap();
        if (marks == null) {
            return task;
        }
        return () -> {
            MDC.setContextMap(marks);
            try {
                task.run();
            } finally {
                MDC.clear();
            }
        };
    }

    /** A thread whose lines are marked as those of the one that needs it: for pools that belong to one piece of work. */
    public static Thread thread(Runnable task) {
        return new Thread(carried(task));
    }
}

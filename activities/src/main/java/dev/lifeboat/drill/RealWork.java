package dev.lifeboat.drill;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a worker does at the moment that no rehearsal may cut off: the work of recoveries, and of backups, whose snapshots would be
 * lost. It hears of each activity as its interceptor. Thread-safe.
 */
public final class RealWork extends WorkerInterceptorBase {
    private static final Pattern KINDS = Pattern.compile("(?:restore|repair|rollback|backup)/.*");

    /** How many pieces of work of each run are under way. */
    private final Map<String, Integer> underWay = new TreeMap<>();

    /** Whether a run is no rehearsal's: a drill restores into a database that is called as only drills' are. */
    static boolean isReal(String run) {
        String[] parts = run.split("/", -1);
        return KINDS.matcher(run).matches() && !(parts.length > 2 && DrillMark.isName(parts[2]));
    }

    @Override
    public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
        return new ActivityInboundCallsInterceptorBase(next) {
            private String run = "";

            @Override
            public void init(ActivityExecutionContext context) {
                run = String.valueOf(context.getInfo().getWorkflowId());
                super.init(context);
            }

            @Override
            public ActivityOutput execute(ActivityInput input) {
                begin(run);
                try {
                    return super.execute(input);
                } finally {
                    end(run);
                }
            }
        };
    }

    /** Waits while {@link #unlessUnderWay} does its deed. */
    synchronized void begin(String run) {
        if (isReal(run)) {
            underWay.merge(run, 1, Integer::sum);
        }
    }

    synchronized void end(String run) {
        underWay.computeIfPresent(run, (key, pieces) -> pieces == 1 ? null : pieces - 1);
    }

    /** Does it, and no real work begins meanwhile; or does nothing, and returns a run whose work is under way. */
    synchronized @Nullable String unlessUnderWay(Runnable deed) {
        if (!underWay.isEmpty()) {
            return underWay.keySet().iterator().next();
        }
        deed.run();
        return null;
    }
}

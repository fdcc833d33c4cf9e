package dev.lifeboat.flow;

import io.temporal.workflow.Async;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/**
 * Running workflow work side by side, so many at a time. After a failure or a cancellation nothing new is started; what runs is
 * let end (a part is small, and a cancelled one ends at once), and then the first failure is thrown.
 */
public final class Parallel {
    private Parallel() {}

    /** Results in the order of the work. */
    public static <T> List<T> run(List<Functions.Func<T>> work, int atATime) {
        List<Promise<T>> promises = new ArrayList<>();
        int[] running = {0};
        try {
            for (Functions.Func<T> item : work) {
                Workflow.await(() -> running[0] < atATime || failed(promises));
                if (failed(promises)) {
                    break;
                }
                running[0]++;
                promises.add(Async.function(() -> {
                    try {
                        return item.apply();
                    } finally {
                        running[0]--;
                    }
                }));
            }
        } finally {
            // Detached: after a cancellation, too, what runs ends before its workflow does.
            Workflow.newDetachedCancellationScope(
                            () -> Workflow.await(() -> promises.stream().allMatch(Promise::isCompleted)))
                    .run();
        }
        for (Promise<T> promise : promises) {
            if (promise.getFailure() != null) {
                throw promise.getFailure();
            }
        }
        return promises.stream().map(Promise::get).toList();
    }

    private static boolean failed(List<? extends Promise<?>> promises) {
        return promises.stream().anyMatch(promise -> promise.isCompleted() && promise.getFailure() != null);
    }
}

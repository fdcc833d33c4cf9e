package dev.lifeboat.restore;

import dev.lifeboat.notice.Fact;
import dev.lifeboat.notice.NoticeEvent;
import dev.lifeboat.notice.Notices;
import dev.lifeboat.notice.Spoken;
import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/** A phase's budget, counted from the start of the restore: at 50, 80 and 100 % the next contact hears of it. */
final class BudgetClock {
    private static final int[] PERCENT = {50, 80, 100};

    private final CancellationScope scope;

    private BudgetClock(CancellationScope scope) {
        this.scope = scope;
    }

    /**
     * Without a budget nothing happens, nor in a drill: its report says which budgets were missed, and nobody has to get up for it.
     *
     * @param outlook when the phase will be back, in words
     */
    static BudgetClock start(PhaseRequest request, Notices notices, Supplier<String> outlook) {
        Duration within = request.phase().within();
        CancellationScope scope = Workflow.newCancellationScope(() -> {
            if (within != null && !request.drill()) {
                Async.procedure(
                        () -> watch(within, request.startedAt(), request.phase().name(), notices, outlook));
            }
        });
        scope.run();
        return new BudgetClock(scope);
    }

    void stop() {
        scope.cancel("the phase has ended");
    }

    private static void watch(
            Duration within, Instant startedAt, String phase, Notices notices, Supplier<String> outlook) {
        int passed = 0;
        for (int percent : PERCENT) {
            Duration left = left(within, startedAt, percent);
            if (left.isNegative() || left.isZero()) {
                // Earlier phases took that time; of several marks that have passed, the last one says it all.
                passed = percent;
                continue;
            }
            tell(within, phase, passed, notices, outlook);
            passed = percent;
            Workflow.sleep(left);
        }
        tell(within, phase, passed, notices, outlook);
    }

    private static Duration left(Duration within, Instant startedAt, int percent) {
        Instant due = startedAt.plus(within.multipliedBy(percent).dividedBy(100));
        return Duration.between(Instant.ofEpochMilli(Workflow.currentTimeMillis()), due);
    }

    private static void tell(Duration within, String phase, int percent, Notices notices, Supplier<String> outlook) {
        if (percent > 0) {
            notices.escalate(
                    NoticeEvent.PHASE_BUDGET,
                    "phase " + phase + ": " + percent + " % of its budget of " + within.toMinutes() + " min",
                    (percent == 100 ? "the budget is spent and the phase is not open" : "the phase is not done yet")
                            + "; " + outlook.get(),
                    Fact.list("phase", phase, "percent", percent, "budget", Spoken.duration(within)));
        }
    }
}

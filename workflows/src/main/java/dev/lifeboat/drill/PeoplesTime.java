package dev.lifeboat.drill;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;

/**
 * The time that a drill gives people, over its phases and its sign-off together, from the run's start. Time never decides: when it is
 * over the drill ends as aborted, while there is time left to clean up and to tell of it.
 */
final class PeoplesTime {
    private final Instant end;

    PeoplesTime(Instant startedAt) {
        this.end = startedAt.plus(DrillTimes.PEOPLE);
    }

    /** What is left of it. */
    Duration left() {
        return Duration.between(Instant.ofEpochMilli(Workflow.currentTimeMillis()), end);
    }

    /** Does what waits for people. Throws ABORTED with these words when their time is over, and has it cancelled then. */
    void decide(Functions.Proc waiting, String nobody) {
        Duration left = left();
        if (left.isNegative() || left.isZero()) {
            throw over(nobody);
        }
        CancellationScope asking = Workflow.newCancellationScope(waiting::apply);
        CancellationScope limit =
                Workflow.newCancellationScope(() -> Workflow.newTimer(left).thenApply(over -> {
                    asking.cancel("nobody has decided");
                    return null;
                }));
        limit.run();
        try {
            asking.run();
        } catch (TemporalFailure e) {
            boolean itself = asking.isCancelRequested()
                    && !CancellationScope.current().isCancelRequested()
                    && Failures.find(e) == null;
            throw itself ? over(nobody) : e;
        } finally {
            limit.cancel("decided");
        }
    }

    private static RuntimeException over(String nobody) {
        return Failures.toFailure(new LifeboatException(
                ErrorCode.ABORTED, nobody + " within " + DrillTimes.PEOPLE.toDays() + " days of the drill's start"));
    }
}

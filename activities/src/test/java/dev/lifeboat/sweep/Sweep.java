package dev.lifeboat.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.sweep.FaultyStore.Fault;
import dev.lifeboat.sweep.FaultyStore.When;
import org.junit.jupiter.api.function.ThrowingConsumer;

/** Does the same work again and again, each time with another call to the store failing, until none is left to fail. */
public final class Sweep {
    private static final int MOST_CALLS = 1000;

    private Sweep() {}

    /** Returns how many calls there were to fail. */
    public static int through(When when, ThrowingConsumer<Fault> work) throws Throwable {
        return through(when, "", work);
    }

    /** The same for calls that begin so. */
    public static int through(When when, String only, ThrowingConsumer<Fault> work) throws Throwable {
        for (int call = 1; call <= MOST_CALLS; call++) {
            Fault fault = new Fault(call, when, only);
            try {
                work.accept(fault);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("with call " + call + " failing " + when + ": " + fault.failed(), e);
            }
            if (fault.calls() < call) {
                assertThat(fault.happened()).isFalse();
                return call - 1;
            }
        }
        throw new AssertionError("more than " + MOST_CALLS + " calls");
    }
}

package dev.lifeboat.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Waiting for what another process does, with a deadline. */
final class Await {
    private Await() {}

    /** Something that may fail to be told. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws Exception;
    }

    static void until(String what, Duration longest, Condition condition) throws Exception {
        Instant end = Instant.now().plus(longest);
        while (true) {
            Instant asked = Instant.now();
            if (condition.holds()) {
                return;
            }
            Instant answered = Instant.now();
            assertThat(answered).as("waited %s in vain: %s", longest, what).isBefore(end);
            // A command that is asked without a pause takes the processor from what is waited for.
            long took = Duration.between(asked, answered).toMillis();
            TimeUnit.MILLISECONDS.sleep(Math.max(100, Math.min(took, 2000)));
        }
    }
}

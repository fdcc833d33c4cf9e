package dev.lifeboat.cli;

import java.util.concurrent.CountDownLatch;

/** Commands that stay until they are stopped. */
final class Staying {
    private Staying() {}

    /** Returns when Ctrl-C or a termination has interrupted the main thread. */
    static void untilStopped() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // What follows stops engine and worker, and must not be interrupted again.
            return;
        }
    }
}

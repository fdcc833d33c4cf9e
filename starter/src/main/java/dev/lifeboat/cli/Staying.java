package dev.lifeboat.cli;

import dev.lifeboat.run.Interruption;

/** Commands that stay until they are stopped. */
final class Staying {
    private Staying() {}

    /** Returns when Ctrl-C or a termination asks to. */
    static void untilStopped() {
        try {
            Interruption.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

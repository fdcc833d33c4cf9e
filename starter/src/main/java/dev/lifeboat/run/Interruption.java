package dev.lifeboat.run;

import java.util.concurrent.CountDownLatch;

/**
 * The wish to stop, as Ctrl-C or a termination expresses it. It is a flag that waiting code looks at, not a thread's
 * interrupt: that would break whatever call happens to be under way, and the cleaning up after it. One for the process.
 */
public final class Interruption {
    private static final CountDownLatch REQUESTED = new CountDownLatch(1);
    private static volatile boolean heeded;

    private Interruption() {}

    /** Says that this process looks at the flag from now on and wants to clean up before it ends. */
    public static void heed() {
        heeded = true;
    }

    /** Whether anybody looks at the flag; if not, there is nothing to wait for. */
    public static boolean isHeeded() {
        return heeded;
    }

    public static void request() {
        REQUESTED.countDown();
    }

    public static boolean isRequested() {
        return REQUESTED.getCount() == 0;
    }

    /** Waits for the wish. */
    public static void await() throws InterruptedException {
        heed();
        REQUESTED.await();
    }
}

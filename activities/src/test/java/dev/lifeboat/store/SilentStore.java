package dev.lifeboat.store;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store whose host takes no connection and refuses none: who writes waits until a test gives up for him. What else is asked of
 * it fails at once, so that a test waits for nothing but that. Thread-safe.
 */
public final class SilentStore extends ForwardingStore {
    private static final int LONGEST_SECONDS = 20;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch givenUp = new CountDownLatch(1);
    private final AtomicInteger writes = new AtomicInteger();

    @Override
    public String describe() {
        return "a silent store";
    }

    /** Returns when somebody waits for it, whether within some seconds. */
    public boolean awaitWriter() throws InterruptedException {
        return asked.await(LONGEST_SECONDS, TimeUnit.SECONDS);
    }

    /** From now on who writes fails at once. */
    public void giveUp() {
        givenUp.countDown();
    }

    /** How often somebody wanted to write. */
    public int writes() {
        return writes.get();
    }

    @Override
    public ObjectWriter create(String name) {
        writes.incrementAndGet();
        asked.countDown();
        try {
            if (!givenUp.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody gave up for the writer of " + name);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return other().create(name);
    }

    @Override
    protected Store other() {
        throw new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "connect timed out");
    }
}

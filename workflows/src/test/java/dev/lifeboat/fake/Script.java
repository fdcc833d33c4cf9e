package dev.lifeboat.fake;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.Failures;
import dev.lifeboat.error.LifeboatException;
import io.temporal.activity.Activity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What goes wrong in a test, and where work stands still until it is cancelled or let go. Thread-safe. */
public final class Script {
    private final Map<String, Deque<RuntimeException>> failures = new ConcurrentHashMap<>();
    private final Map<String, RuntimeException> always = new ConcurrentHashMap<>();
    private final Set<String> blocked = ConcurrentHashMap.newKeySet();
    private final Set<String> stalled = ConcurrentHashMap.newKeySet();
    private final AtomicInteger standing = new AtomicInteger();

    /** The next call fails with this code; the one after it does not. */
    public void fail(String call, ErrorCode code, String message) {
        fail(call, Failures.toFailure(new LifeboatException(code, message)));
    }

    public void fail(String call, RuntimeException failure) {
        failures.computeIfAbsent(call, name -> new ArrayDeque<>()).add(failure);
    }

    /** Every call fails. */
    public void failAlways(String call, ErrorCode code, String message) {
        always.put(call, Failures.toFailure(new LifeboatException(code, message)));
    }

    /** Calls stand still, with heartbeats, until {@link #release} or their cancellation. */
    public void block(String call) {
        blocked.add(call);
    }

    /** As {@link #block}, but without heartbeats: a cancellation does not reach the work. */
    public void stall(String call) {
        stalled.add(call);
    }

    public void release(String call) {
        blocked.remove(call);
        stalled.remove(call);
    }

    /** How many calls stand still now. */
    public int standing() {
        return standing.get();
    }

    /** Called by the fakes as the first thing in each activity. */
    void play(String call) {
        standing.incrementAndGet();
        try {
            while (blocked.contains(call) || stalled.contains(call)) {
                if (blocked.contains(call)) {
                    Activity.getExecutionContext().heartbeat(null);
                }
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
        } finally {
            standing.decrementAndGet();
        }
        RuntimeException permanent = always.get(call);
        if (permanent != null) {
            throw permanent;
        }
        Deque<RuntimeException> next = failures.get(call);
        if (next != null && !next.isEmpty()) {
            throw next.remove();
        }
    }
}

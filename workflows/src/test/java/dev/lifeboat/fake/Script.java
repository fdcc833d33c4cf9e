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
import java.util.concurrent.locks.LockSupport;

/** What goes wrong in a test, and where work stands still until it is cancelled or let go. Thread-safe. */
public final class Script {
    private final Map<String, Deque<RuntimeException>> failures = new ConcurrentHashMap<>();
    private final Map<String, RuntimeException> always = new ConcurrentHashMap<>();
    private final Set<String> blocked = ConcurrentHashMap.newKeySet();

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

    public void release(String call) {
        blocked.remove(call);
    }

    /** Called by the fakes as the first thing in each activity. */
    void play(String call) {
        while (blocked.contains(call)) {
            Activity.getExecutionContext().heartbeat(null);
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
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

package dev.lifeboat.activity;

import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.ActivityWorkerShutdownException;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Heartbeats of one activity from a thread of their own, while its work may block in a driver. They carry counters and stop
 * when nothing has moved for a while, so that a stalled connection is not kept alive by a timer. Cancellation arrives in a
 * heartbeat's answer: the hooks run at once, and {@link #moved} throws. Outside Temporal it does nothing. Thread-safe.
 */
public final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration STALLED_AFTER = Duration.ofMinutes(15);
    /** A dying worker would pick the retry up again: by then it is gone. */
    private static final Duration AFTER_SHUTDOWN = Duration.ofSeconds(12);

    private static final ScheduledExecutorService TIMER = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "heartbeats");
        thread.setDaemon(true);
        return thread;
    });

    private final @Nullable ActivityExecutionContext context;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong movedAtNanos = new AtomicLong(System.nanoTime());
    private final AtomicReference<@Nullable RuntimeException> ended = new AtomicReference<>();
    private final List<Runnable> hooks = new CopyOnWriteArrayList<>();
    private final @Nullable ScheduledFuture<?> beats;

    private Heartbeat(@Nullable ActivityExecutionContext context) {
        this.context = context;
        this.beats = context == null
                ? null
                : TIMER.scheduleAtFixedRate(LogMarks.carried(this::beat), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** For the running activity; a silent one outside Temporal. */
    public static Heartbeat start() {
        ActivityExecutionContext context;
        try {
            context = Activity.getExecutionContext();
        } catch (IllegalStateException e) {
            return none();
        }
        return new Heartbeat(context);
    }

    /** Outside Temporal: counts, and never ends. */
    public static Heartbeat none() {
        return new Heartbeat(null);
    }

    /** Tells progress; throws when the activity was cancelled or its worker shuts down. */
    public void moved(long moreRows, long moreBytes) {
        rows.addAndGet(moreRows);
        bytes.addAndGet(moreBytes);
        movedAtNanos.set(System.nanoTime());
        check();
    }

    /** A counter for one thread that tells of many small steps together: a row is too little to be told of each time. */
    public Meter meter() {
        return new Meter();
    }

    /** See {@link #meter()}. Not thread-safe. */
    public final class Meter {
        private static final long STEP_BYTES = 1 << 16;
        private static final int STEP_ROWS = 1000;

        private long someRows;
        private long someBytes;

        private Meter() {}

        /** Counts a row; throws, now and then, when the activity was cancelled or its worker shuts down. */
        public void row(long length) {
            someRows++;
            someBytes += length;
            if (someBytes >= STEP_BYTES || someRows >= STEP_ROWS) {
                flush();
            }
        }

        /** Tells what was counted so far. */
        public void flush() {
            moved(someRows, someBytes);
            someRows = 0;
            someBytes = 0;
        }
    }

    /** Throws when the activity was cancelled or its worker shuts down. */
    public void check() {
        RuntimeException end = ended.get();
        if (end != null) {
            throw end;
        }
    }

    /** Whether the activity should end. */
    public boolean isEnded() {
        return ended.get() != null;
    }

    /** Runs when the end is noticed, for example to cancel a query that blocks. Must not block itself. */
    public void onCancel(Runnable hook) {
        hooks.add(hook);
        if (isEnded()) {
            hook.run();
        }
    }

    /**
     * What to throw for an error that happened in the work: the cancellation, if there was one, since a cancelled query fails
     * with an error of its own.
     */
    public RuntimeException explain(RuntimeException error) {
        RuntimeException end = ended.get();
        return end == null ? error : end;
    }

    @Override
    public void close() {
        if (beats != null) {
            beats.cancel(false);
        }
    }

    private void beat() {
        if (context == null || ended.get() != null) {
            return;
        }
        if (System.nanoTime() - movedAtNanos.get() > STALLED_AFTER.toNanos()) {
            LOG.warn("event=heartbeat-stopped reason=nothing-moved minutes={}", STALLED_AFTER.toMinutes());
            return;
        }
        try {
            context.heartbeat(List.of(rows.get(), bytes.get()));
        } catch (ActivityWorkerShutdownException e) {
            end(ApplicationFailure.newFailureWithCauseAndDelay(
                    "the worker is shutting down; another one goes on", "INTERRUPTED", e, AFTER_SHUTDOWN));
        } catch (ActivityCompletionException e) {
            end(e);
        } catch (RuntimeException e) {
            LOG.warn("event=heartbeat-failed error={}", e.getMessage());
        }
    }

    private void end(RuntimeException reason) {
        if (ended.compareAndSet(null, reason)) {
            for (Runnable hook : hooks) {
                try {
                    hook.run();
                } catch (RuntimeException e) {
                    LOG.warn("event=cancel-hook-failed error={}", e.getMessage());
                }
            }
        }
    }
}

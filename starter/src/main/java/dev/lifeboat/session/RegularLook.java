package dev.lifeboat.session;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at something again and again, in a thread of its own, until it is closed. A look that fails is followed by the next. */
final class RegularLook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegularLook.class);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread daemon = new Thread(work, "health-watch");
        daemon.setDaemon(true);
        return daemon;
    });

    private final ScheduledFuture<?> looks;

    private RegularLook(Duration pause, Consumer<Instant> look) {
        looks = thread.scheduleWithFixedDelay(
                () -> guarded(look), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    static RegularLook every(Duration pause, Consumer<Instant> look) {
        return new RegularLook(pause, look);
    }

    private static void guarded(Consumer<Instant> look) {
        try {
            look.accept(Instant.now());
        } catch (RuntimeException | LinkageError e) {
            // Else nobody would hear that nobody looks any more. Of a jar that was replaced classes may be missing.
            LOG.error("event=health-watch-failed", e);
        }
    }

    @Override
    public void close() {
        looks.cancel(true);
        thread.shutdownNow();
    }
}

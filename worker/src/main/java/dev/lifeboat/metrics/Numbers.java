package dev.lifeboat.metrics;

import dev.lifeboat.error.LifeboatException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges that are read from elsewhere when somebody asks, at most once a minute, aside: a scrape waits for them a moment, and gives
 * what was read before where that is not enough. What cannot be read keeps its last value, and its time tells how old that is.
 * Thread-safe.
 */
public final class Numbers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Numbers.class);
    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String runbook;
    private final Function<Instant, Reading> source;
    private final Clock clock;
    private final MeterRegistry registry;
    private final Counter failures;
    private final Map<Metric, MultiGauge> gauges = new EnumMap<>(Metric.class);
    private final ExecutorService reading = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "numbers");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Instant begun;
    private @Nullable Future<?> under;

    /** @param source is called aside; what it throws is counted */
    public Numbers(String runbook, Function<Instant, Reading> source, Clock clock, MeterRegistry registry) {
        this.runbook = runbook;
        this.source = source;
        this.clock = clock;
        this.registry = registry;
        this.failures = Counter.builder(Metric.READ_FAILURES.text())
                .description(Metric.READ_FAILURES.help())
                .tags("runbook", runbook)
                .register(registry);
    }

    /** To be called before a scrape. */
    public void refresh() {
        Future<?> latest = begin();
        try {
            latest.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.info("event=numbers-slow runbook={}", runbook);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.warn("event=numbers-failed runbook={}", runbook, e.getCause());
        }
    }

    private synchronized Future<?> begin() {
        Instant now = clock.instant();
        Future<?> last = under;
        boolean due = begun == null || !begun.plus(EVERY).isAfter(now);
        if (last == null || (last.isDone() && due)) {
            begun = now;
            last = reading.submit(this::read);
            under = last;
        }
        return last;
    }

    private void read() {
        try {
            Reading reading = source.apply(clock.instant());
            publish(reading);
            if (!reading.whole()) {
                failures.increment();
            }
        } catch (LifeboatException e) {
            failures.increment();
            LOG.warn("event=numbers-not-read runbook={} code={} reason=\"{}\"", runbook, e.code(), e.getMessage());
        } catch (RuntimeException e) {
            failures.increment();
            throw e;
        }
    }

    private void publish(Reading reading) {
        Map<Metric, List<MultiGauge.Row<?>>> rows = new EnumMap<>(Metric.class);
        if (reading.whole()) {
            // What was there and is there no more goes.
            gauges.keySet().forEach(metric -> rows.put(metric, new ArrayList<>()));
        }
        for (Sample sample : reading.samples()) {
            rows.computeIfAbsent(sample.metric(), metric -> new ArrayList<>())
                    .add(MultiGauge.Row.of(tags(sample), sample.value()));
        }
        rows.forEach(
                (metric, all) -> gauges.computeIfAbsent(metric, this::gauge).register(all, true));
    }

    private MultiGauge gauge(Metric metric) {
        return MultiGauge.builder(metric.text()).description(metric.help()).register(registry);
    }

    private static Tags tags(Sample sample) {
        Tags tags = Tags.empty();
        for (int index = 0; index < sample.labels().size(); index++) {
            tags = tags.and(sample.metric().labels().get(index), sample.labels().get(index));
        }
        return tags;
    }

    @Override
    public void close() {
        reading.shutdownNow();
    }
}

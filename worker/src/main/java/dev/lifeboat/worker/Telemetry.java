package dev.lifeboat.worker;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import com.uber.m3.tally.ScopeCloseException;
import com.uber.m3.util.Duration;
import dev.lifeboat.metrics.Numbers;
import dev.lifeboat.metrics.Reading;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.temporal.common.reporter.MicrometerClientStatsReporter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * The numbers of this process, as Prometheus text: Temporal's own about clients and workers, what activities and stores count, the
 * machine's, and those of a runbook's stores where one is watched. Thread-safe.
 */
public final class Telemetry implements AutoCloseable {
    private static final double REPORT_EVERY_SECONDS = 5;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Scope scope = new RootScopeBuilder()
            .reporter(new MicrometerClientStatsReporter(registry))
            .reportEvery(Duration.ofSeconds(REPORT_EVERY_SECONDS));

    private final List<Numbers> watched = new CopyOnWriteArrayList<>();

    private final AtomicBoolean asked = new AtomicBoolean();

    public Telemetry() {
        // Whoever counts need not know who reads.
        Metrics.addRegistry(registry);
    }

    /**
     * Gives these numbers, too, read anew once a minute while somebody asks.
     *
     * @param runbook whose they are
     */
    public void watch(String runbook, Function<Instant, Reading> source) {
        watched.add(new Numbers(runbook, source, Clock.systemUTC(), registry));
    }

    /** Where the SDK counts. */
    public Scope scope() {
        return scope;
    }

    /** Everything counted so far; waits a moment for what is read from elsewhere. */
    public String scrape() {
        if (asked.compareAndSet(false, true)) {
            // Not before: most commands end without anybody asking.
            List.of(new JvmMemoryMetrics(), new JvmThreadMetrics(), new ProcessorMetrics(), new UptimeMetrics())
                    .forEach(machine -> machine.bindTo(registry));
        }
        watched.forEach(Numbers::refresh);
        return registry.scrape();
    }

    @Override
    public void close() {
        watched.forEach(Numbers::close);
        Metrics.removeRegistry(registry);
        try {
            scope.close();
        } catch (ScopeCloseException e) {
            throw new IllegalStateException("the metrics cannot be closed", e);
        } finally {
            registry.close();
        }
    }
}

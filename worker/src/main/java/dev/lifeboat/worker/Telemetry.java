package dev.lifeboat.worker;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import com.uber.m3.tally.ScopeCloseException;
import com.uber.m3.util.Duration;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.temporal.common.reporter.MicrometerClientStatsReporter;

/** The numbers of this process: Temporal's own about clients and workers, as Prometheus text. Thread-safe. */
public final class Telemetry implements AutoCloseable {
    private static final double REPORT_EVERY_SECONDS = 5;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Scope scope = new RootScopeBuilder()
            .reporter(new MicrometerClientStatsReporter(registry))
            .reportEvery(Duration.ofSeconds(REPORT_EVERY_SECONDS));

    /** Where the SDK counts. */
    public Scope scope() {
        return scope;
    }

    /** Everything counted so far. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        try {
            scope.close();
        } catch (ScopeCloseException e) {
            throw new IllegalStateException("the metrics cannot be closed", e);
        } finally {
            registry.close();
        }
    }
}

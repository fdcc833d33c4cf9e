package dev.lifeboat.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lifeboat.error.ErrorCode;
import dev.lifeboat.error.LifeboatException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Numbers from elsewhere: asked for seldom, kept while they cannot be read, dropped when they are no more. */
class NumbersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile Instant now = Instant.parse("2026-11-22T04:00:00Z");
    private volatile List<Sample> samples = List.of(Sample.of(Metric.STORE_UP, 1, "shop", "near"));
    private volatile RuntimeException failure;
    private volatile boolean whole = true;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    private final Numbers numbers = new Numbers(
            "shop",
            at -> {
                reads.incrementAndGet();
                if (failure != null) {
                    throw failure;
                }
                return new Reading(samples, whole);
            },
            clock,
            registry);

    @AfterEach
    void close() {
        numbers.close();
    }

    @Test
    void asksOnceAMinuteHoweverOftenItIsAsked() {
        for (int scrape = 0; scrape < 5; scrape++) {
            numbers.refresh();
        }
        assertThat(reads).hasValue(1);
        now = now.plus(Duration.ofMinutes(1));
        numbers.refresh();
        assertThat(reads).hasValue(2);
    }

    @Test
    void keepsWhatWasReadWhileNothingCanBeReadAndCountsThat() {
        numbers.refresh();
        failure = new LifeboatException(ErrorCode.STORE_UNAVAILABLE, "away");
        now = now.plus(Duration.ofMinutes(2));
        numbers.refresh();
        assertThat(up("near")).isEqualTo(1);
        assertThat(failures()).isEqualTo(1);
        failure = new IllegalStateException("a defect");
        now = now.plus(Duration.ofMinutes(2));
        numbers.refresh();
        assertThat(up("near")).isEqualTo(1);
        assertThat(failures()).isEqualTo(2);
    }

    @Test
    void keepsWhatAReadingLacksThatIsNotWhole() {
        samples = List.of(Sample.of(Metric.STORE_UP, 1, "shop", "near"), Sample.of(Metric.SETS_ALARMED, 2, "shop"));
        numbers.refresh();
        samples = List.of(Sample.of(Metric.STORE_UP, 0, "shop", "near"));
        whole = false;
        now = now.plus(Duration.ofMinutes(2));
        numbers.refresh();
        assertThat(up("near")).isZero();
        assertThat(registry.get(Metric.SETS_ALARMED.text()).gauge().value()).isEqualTo(2);
        assertThat(failures()).isEqualTo(1);
    }

    @Test
    void dropsWhatIsNoMore() {
        numbers.refresh();
        samples = List.of(Sample.of(Metric.SETS_ALARMED, 0, "shop"));
        now = now.plus(Duration.ofMinutes(2));
        numbers.refresh();
        assertThat(registry.find(Metric.STORE_UP.text()).gauge()).isNull();
        assertThat(registry.get(Metric.SETS_ALARMED.text()).gauge().value()).isZero();
    }

    private double up(String store) {
        return registry.get(Metric.STORE_UP.text()).tag("store", store).gauge().value();
    }

    private double failures() {
        return registry.get(Metric.READ_FAILURES.text()).counter().count();
    }
}

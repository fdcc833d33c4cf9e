package dev.lifeboat.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RegularLookTest {
    @Test
    void goesOnAfterALookThatFailed() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        CountDownLatch third = new CountDownLatch(1);
        try (RegularLook looking = RegularLook.every(Duration.ofMillis(1), now -> {
            switch (looks.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("the store is away");
                case 2 -> throw new NoClassDefFoundError("the jar was replaced");
                default -> third.countDown();
            }
        })) {
            assertThat(third.await(20, TimeUnit.SECONDS)).as("%s", looking).isTrue();
        }
    }
}

package dev.lifeboat.activity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** Whose lines those of a thread are, and of the threads that work for it. */
class LogMarksTest {
    private final List<@Nullable String> seen = new ArrayList<>();

    @AfterEach
    void forget() {
        MDC.clear();
    }

    @Test
    void nameRunAndPhase() {
        LogMarks.set("restore/shop/shop_new/auth/load-0");
        look();
        assertThat(seen).containsExactly("restore/shop/shop_new", "auth");
    }

    @Test
    void theNextActivityOfAThreadHasNoPhaseOfTheLastOne() {
        LogMarks.set("restore/shop/shop_new/auth");
        LogMarks.set("backup/shop/daily-2026-11-22T02-00-00");
        look();
        assertThat(seen).containsExactly("backup/shop/daily-2026-11-22T02-00-00", null);
    }

    @Test
    void areCarriedIntoThreadsThatWorkForIt() throws Exception {
        LogMarks.set("restore/shop/shop_new/auth");
        ExecutorService pool = Executors.newFixedThreadPool(1, LogMarks::thread);
        try {
            pool.submit(this::look).get();
        } finally {
            pool.shutdownNow();
        }
        assertThat(seen).containsExactly("restore/shop/shop_new", "auth");
    }

    @Test
    void leaveASharedThreadAsItWas() throws Exception {
        ExecutorService shared = Executors.newSingleThreadExecutor();
        try {
            LogMarks.set("restore/shop/shop_new/auth");
            shared.submit(LogMarks.carried(this::look)).get();
            shared.submit(this::look).get();
        } finally {
            shared.shutdownNow();
        }
        assertThat(seen).containsExactly("restore/shop/shop_new", "auth", null, null);
    }

    private void look() {
        seen.add(MDC.get(LogMarks.RUN));
        seen.add(MDC.get(LogMarks.PHASE));
    }
}

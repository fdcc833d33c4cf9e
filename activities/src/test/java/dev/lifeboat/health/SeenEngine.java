package dev.lifeboat.health;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An engine that says what a test wants; the first of its machines looks, or one from outside where it has none. */
record SeenEngine(List<SeenSchedule> known, @Nullable Instant lastPoll, List<String> machines) implements EngineView {
    @Override
    public List<SeenSchedule> schedules(String runbook) {
        return known;
    }

    @Override
    public String machine() {
        return machines.isEmpty() ? "outside" : machines.get(0);
    }
}

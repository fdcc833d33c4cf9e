package dev.lifeboat.health;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An engine that is asked once for what several checks want to know. */
final class AskedOnce implements EngineView {
    private final EngineView engine;
    private final Once<List<SeenSchedule>> schedules;

    AskedOnce(EngineView engine, String runbook) {
        this.engine = engine;
        this.schedules = new Once<>(() -> engine.schedules(runbook));
    }

    @Override
    public List<SeenSchedule> schedules(String runbook) {
        return schedules.get();
    }

    @Override
    public @Nullable Instant lastPoll() {
        return engine.lastPoll();
    }

    @Override
    public String machine() {
        return engine.machine();
    }

    @Override
    public List<String> machines() {
        return engine.machines();
    }
}

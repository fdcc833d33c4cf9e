package dev.lifeboat.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whether a worker asks for work. A worker can hardly ask that of itself: this is for whoever looks from outside. */
final class WorkersCheck implements HealthCheck {
    /** A poll waits a minute at the service; two that did not come are a worker that is gone. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final EngineView engine;
    private final Instant now;

    WorkersCheck(EngineView engine, Instant now) {
        this.engine = engine;
        this.now = now;
    }

    @Override
    public String name() {
        return "workers";
    }

    @Override
    public List<HealthProblem> look() {
        Findings findings = new Findings(name());
        Instant last = engine.lastPoll();
        if (last == null || last.isBefore(now.minus(PATIENCE))) {
            findings.critical(
                    "worker",
                    last == null ? "no worker asks for work" : "no worker has asked for work since " + last,
                    "no schedule's run gets done, and nobody hears of it from there",
                    "start one: lifeboat worker");
        }
        return findings.all();
    }
}

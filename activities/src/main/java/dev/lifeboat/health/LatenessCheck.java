package dev.lifeboat.health;

import dev.lifeboat.health.EngineView.SeenSchedule;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.schedule.DueTimes;
import dev.lifeboat.schedule.ScheduledRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whether each schedule started when it was due (K3). One that is paused, or not there, is another check's. */
final class LatenessCheck implements HealthCheck {
    /** A start may be that late. */
    private static final Duration GRACE = Duration.ofMinutes(15);

    private final Runbook runbook;
    private final EngineView engine;
    private final Instant now;

    LatenessCheck(Runbook runbook, EngineView engine, Instant now) {
        this.runbook = runbook;
        this.engine = engine;
        this.now = now;
    }

    @Override
    public String name() {
        return "lateness";
    }

    @Override
    public List<HealthProblem> look() {
        Findings findings = new Findings(name());
        List<ScheduledRun> runs = ScheduledRun.of(runbook);
        for (SeenSchedule schedule : engine.schedules(runbook.name())) {
            runs.stream()
                    .filter(run -> run.id().equals(schedule.id()) && !schedule.paused())
                    .forEach(run -> late(findings, run, schedule));
        }
        return findings.all();
    }

    /** By the times themselves: the counts of skipped and missed runs never go down. */
    private void late(Findings findings, ScheduledRun run, SeenSchedule schedule) {
        Instant due = DueTimes.last(run, now.minus(GRACE));
        if (due == null || !due.isAfter(schedule.changedAt())) {
            return;
        }
        // By the minute: a start in the very second is not late.
        Instant from = due.minus(Duration.ofMinutes(1));
        if (schedule.dueAt().stream().noneMatch(at -> at.isAfter(from))) {
            findings.warning(
                    "schedule-late/" + run.id(),
                    run.id() + " did not start at " + due + " (" + schedule.skipped() + " skipped, " + schedule.missed()
                            + " missed so far)",
                    "the run before may still go on, or the engine was away",
                    "lifeboat schedules list; lifeboat schedules run " + run.kind() + "/" + run.name());
        }
    }
}

package dev.lifeboat.health;

import dev.lifeboat.health.EngineView.SeenSchedule;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.schedule.DueTimes;
import dev.lifeboat.schedule.ScheduledRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whether each schedule is there, goes on, started when it was due, and ended well (K3). */
final class SchedulesCheck implements HealthCheck {
    /** A start may be that late. */
    private static final Duration GRACE = Duration.ofMinutes(15);
    /** Ends of which nobody was told: the run itself could not. */
    private static final Set<String> SILENT_ENDS = Set.of("timed-out", "terminated");

    private static final Set<String> BAD_ENDS = Set.of("failed", "timed-out", "terminated", "canceled");

    private final Runbook runbook;
    private final EngineView engine;
    private final Instant now;

    SchedulesCheck(Runbook runbook, EngineView engine, Instant now) {
        this.runbook = runbook;
        this.engine = engine;
        this.now = now;
    }

    @Override
    public String name() {
        return "schedules";
    }

    @Override
    public List<HealthProblem> look() {
        Findings findings = new Findings(name());
        SortedMap<String, SeenSchedule> seen = new TreeMap<>();
        engine.schedules(runbook.name()).forEach(schedule -> seen.put(schedule.id(), schedule));
        for (ScheduledRun run : ScheduledRun.of(runbook)) {
            SeenSchedule schedule = seen.remove(run.id());
            if (schedule == null) {
                findings.add(
                        run.kind().equals(ScheduledRun.BACKUP),
                        "schedule-missing/" + run.id(),
                        "schedule " + run.id() + " is not on the engine",
                        "it never runs",
                        "lifeboat schedules apply");
            } else {
                look(findings, run, schedule);
            }
        }
        for (String id : seen.keySet()) {
            findings.warning(
                    "schedule-stray/" + id,
                    "schedule " + id + " is on the engine, and not in the runbook",
                    "it runs as the runbook was before",
                    "lifeboat schedules apply");
        }
        return findings.all();
    }

    private void look(Findings findings, ScheduledRun run, SeenSchedule schedule) {
        if (schedule.paused()) {
            findings.warning(
                    "schedule-paused/" + run.id(),
                    "schedule " + run.id() + " is paused" + (schedule.note() == null ? "" : ": " + schedule.note()),
                    "it does not run",
                    "lifeboat schedules resume " + run.kind() + "/" + run.name());
        } else {
            late(findings, run, schedule);
        }
        String result = schedule.result();
        if (result != null && BAD_ENDS.contains(result)) {
            boolean silent = SILENT_ENDS.contains(result);
            findings.add(
                    silent,
                    "schedule-failed/" + run.id(),
                    "the last run of " + run.id() + " is " + result,
                    silent ? "it ended without a word: no worker may have taken it up" : "its work is not done",
                    "see run " + schedule.lastRun() + " in the Temporal UI; lifeboat schedules run " + run.kind() + "/"
                            + run.name());
        }
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

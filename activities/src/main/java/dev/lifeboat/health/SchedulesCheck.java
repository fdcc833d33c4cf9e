package dev.lifeboat.health;

import dev.lifeboat.health.EngineView.SeenSchedule;
import dev.lifeboat.runbook.BackupSchedule;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.schedule.ScheduledRun;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whether each schedule is there, goes on, and ended well (K3). */
final class SchedulesCheck implements HealthCheck {
    /** Ends of which nobody was told: the run itself could not. */
    private static final Set<String> SILENT_ENDS = Set.of("timed-out", "terminated");

    private static final Set<String> BAD_ENDS = Set.of("failed", "timed-out", "terminated", "canceled");

    private final Runbook runbook;
    private final EngineView engine;

    SchedulesCheck(Runbook runbook, EngineView engine) {
        this.runbook = runbook;
        this.engine = engine;
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
                look(findings.of("schedule/" + run.id()), run, schedule);
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
        }
        String result = schedule.result();
        if (result != null && BAD_ENDS.contains(result)) {
            boolean silent = SILENT_ENDS.contains(result);
            BackupSchedule backup =
                    run.kind().equals(ScheduledRun.BACKUP) ? runbook.backups().get(run.name()) : null;
            Findings told = backup == null ? findings : findings.of(Matters.backup(backup.modeOf(run.name())));
            told.add(
                    silent,
                    "schedule-failed/" + run.id(),
                    "the last run of " + run.id() + " is " + result,
                    silent ? "it ended without a word: no worker may have taken it up" : "its work is not done",
                    "see run " + schedule.lastRun() + " in the Temporal UI; lifeboat schedules run " + run.kind() + "/"
                            + run.name());
        }
    }
}

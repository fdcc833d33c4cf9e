package dev.lifeboat.schedule;

import dev.lifeboat.flow.RunIds;
import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.ScheduleTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One schedule of a runbook.
 *
 * @param kind one of {@link #KINDS}
 * @param name in the runbook; {@code verify}, {@code clean-up} and {@code check} where there is one of its kind only
 * @param line when, as the runbook says it
 * @param zone of its times
 */
public record ScheduledRun(String id, String kind, String name, String line, ZoneId zone) {
    public static final String BACKUP = "backup";
    public static final String DRILL = "drill";
    public static final String VERIFY = "verify";
    public static final String AUDIT = "audit";
    public static final String RETENTION = "retention";
    public static final String HEALTH = "health";

    /** What an id begins with, before the runbook's name. */
    public static final List<String> KINDS = List.of(BACKUP, DRILL, VERIFY, AUDIT, RETENTION, HEALTH);

    /** All that have a time. */
    public static List<ScheduledRun> of(Runbook runbook) {
        List<ScheduledRun> runs = new ArrayList<>();
        runbook.backups().forEach((name, backup) -> add(runs, runbook, BACKUP, name, backup.at(), backup.timezone()));
        runbook.drills().forEach((name, drill) -> add(runs, runbook, DRILL, name, drill.at(), drill.timezone()));
        runbook.verify().forEach((name, verify) -> add(runs, runbook, VERIFY, name, verify.at(), verify.timezone()));
        add(
                runs,
                runbook,
                AUDIT,
                "verify",
                runbook.audit().at(),
                runbook.audit().timezone());
        add(
                runs,
                runbook,
                RETENTION,
                "clean-up",
                runbook.retention().at(),
                runbook.retention().timezone());
        add(
                runs,
                runbook,
                HEALTH,
                "check",
                runbook.health().at(),
                runbook.health().timezone());
        return runs;
    }

    private static void add(
            List<ScheduledRun> runs, Runbook runbook, String kind, String name, @Nullable String at, String zone) {
        if (at != null) {
            runs.add(new ScheduledRun(RunIds.scheduled(kind, runbook.name(), name), kind, name, at, ZoneId.of(zone)));
        }
    }

    /** When it is due. */
    public ScheduleTime at() {
        return ScheduleTime.parse(line);
    }
}

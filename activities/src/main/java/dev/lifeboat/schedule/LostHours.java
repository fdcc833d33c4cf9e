package dev.lifeboat.schedule;

import dev.lifeboat.runbook.Runbook;
import dev.lifeboat.runbook.ScheduleTime;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;

/** Times of schedules that a clock change leaves out: on that day there is no run, and nobody would know why. */
public final class LostHours {
    private static final int DAYS = 366;

    private LostHours() {}

    /** A sentence for each schedule that loses a run within a year. */
    public static List<String> of(Runbook runbook, Instant now) {
        List<String> lost = new ArrayList<>();
        for (ScheduledRun run : ScheduledRun.of(runbook)) {
            LocalDate today = now.atZone(run.zone()).toLocalDate();
            ZoneOffsetTransition transition = run.zone().getRules().nextTransition(now);
            while (transition != null
                    && transition.getDateTimeBefore().toLocalDate().isBefore(today.plusDays(DAYS))) {
                if (transition.isGap() && falls(run.at(), run.zone(), transition)) {
                    lost.add(run.id() + " is left out on "
                            + transition.getDateTimeBefore().toLocalDate()
                            + ": its time does not exist that day in " + run.zone()
                            + "; choose an hour that clock changes leave alone, or timezone UTC");
                    break;
                }
                transition = run.zone().getRules().nextTransition(transition.getInstant());
            }
        }
        return lost;
    }

    private static boolean falls(ScheduleTime at, ZoneId zone, ZoneOffsetTransition transition) {
        LocalDate day = transition.getDateTimeBefore().toLocalDate();
        return at.on(day).stream()
                .anyMatch(time ->
                        zone.getRules().getValidOffsets(day.atTime(time)).isEmpty());
    }
}

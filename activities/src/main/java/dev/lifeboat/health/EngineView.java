package dev.lifeboat.health;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Temporal service says of a runbook's schedules and workers. */
public interface EngineView {
    /** The schedules of a runbook. Throws ENGINE_UNAVAILABLE. */
    List<SeenSchedule> schedules(String runbook);

    /** When a worker last asked for work of this queue; null: none does. Throws ENGINE_UNAVAILABLE. */
    @Nullable
    Instant lastPoll();

    /** The name of the machine that asks. */
    String machine();

    /** The machines whose workers asked for work of this queue lately. Throws ENGINE_UNAVAILABLE. */
    List<String> machines();

    /**
     * A schedule as the engine has it.
     *
     * @param note why it was paused; null: nobody said
     * @param changedAt since when it is as it is
     * @param dueAt for which times it started its last runs, the last ten at most, and before them the time up to which nobody knows
     * @param result how its last run ended, as {@link dev.lifeboat.schedule.RunResult}; null: not known
     * @param lastRun its workflow id; null: not known
     * @param skipped how many runs were left out because one was still running
     * @param missed how many were left out because the engine was away too long
     */
    record SeenSchedule(
            String id,
            boolean paused,
            @Nullable String note,
            Instant changedAt,
            List<Instant> dueAt,
            @Nullable String result,
            @Nullable String lastRun,
            long skipped,
            long missed) {
        public SeenSchedule {
            dueAt = List.copyOf(dueAt);
        }
    }
}

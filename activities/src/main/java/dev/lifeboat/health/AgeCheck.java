package dev.lifeboat.health;

import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.schedule.ScheduledRun;
import dev.lifeboat.set.BackupMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** Whether the newest set of each mode is as young as its schedule promises (V0, V1). */
final class AgeCheck implements HealthCheck {
    private final Supplier<SeenSets> sets;

    AgeCheck(Supplier<SeenSets> sets) {
        this.sets = sets;
    }

    @Override
    public String name() {
        return "age";
    }

    @Override
    public List<HealthProblem> look() {
        SeenSets seen = sets.get();
        Findings findings = new Findings(name());
        seen.scheduled().forEach((mode, runs) -> look(seen, mode, runs, findings.of(Matters.backup(mode))));
        return seen.unlessBlind(findings.all());
    }

    private static void look(SeenSets seen, BackupMode mode, List<ScheduledRun> runs, Findings findings) {
        Duration limit = seen.limit(mode, runs);
        if (limit == null) {
            return;
        }
        String action = "look at the last runs: lifeboat schedules list; take one now: lifeboat backup --mode "
                + mode.wireName();
        Instant due = seen.due(mode, limit);
        boolean late = due != null && due.isBefore(seen.now());
        List<CataloguedSet> good = seen.good(mode);
        if (good.isEmpty()) {
            if (!late && !seen.good().isEmpty()) {
                return;
            }
            findings.add(
                    late,
                    "age/" + mode.wireName(),
                    "there is no " + mode.wireName() + " set",
                    late
                            ? "there should be one every " + Ages.words(limit)
                            : "the first is due within " + Ages.words(limit),
                    action);
            return;
        }
        if (late) {
            CataloguedSet newest = good.get(0);
            Instant takenAt = newest.facts().takenAt();
            findings.critical(
                    "age/" + mode.wireName(),
                    "the newest " + mode.wireName() + " set is " + Ages.words(takenAt, seen.now())
                            + " old, the limit is " + Ages.words(limit),
                    "what was written since " + takenAt + " is in no " + mode.wireName() + " set (the last is "
                            + newest.facts().set() + ")",
                    action);
        }
    }
}

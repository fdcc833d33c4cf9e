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
        List<CataloguedSet> good = seen.good(mode);
        if (good.isEmpty()) {
            Instant since = seen.since();
            boolean longEnough = since != null && since.isBefore(seen.now().minus(limit));
            if (!longEnough && !seen.good().isEmpty()) {
                return;
            }
            findings.add(
                    longEnough,
                    "age/" + mode.wireName(),
                    "there is no " + mode.wireName() + " set",
                    longEnough
                            ? "there should be one every " + Ages.words(limit)
                            : "the first is due within " + Ages.words(limit),
                    action);
            return;
        }
        CataloguedSet newest = good.get(0);
        Instant takenAt = newest.facts().takenAt();
        if (takenAt.isBefore(seen.now().minus(limit))) {
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

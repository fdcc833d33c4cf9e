package dev.lifeboat.health;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.retention.KeepTimes;
import dev.lifeboat.runbook.StoreLocation;
import dev.lifeboat.set.BackupMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Whether each set is in every store that should have it, and right there. */
final class CopiesCheck implements HealthCheck {
    /** A copy is made when its set is sealed, and may take its time. */
    private static final Duration GRACE = Duration.ofHours(3);

    private static final int MOST_NAMED = 3;

    private final Supplier<SeenSets> sets;

    CopiesCheck(Supplier<SeenSets> sets) {
        this.sets = sets;
    }

    @Override
    public String name() {
        return "copies";
    }

    @Override
    public List<HealthProblem> look() {
        SeenSets seen = sets.get();
        Findings findings = new Findings(name());
        SortedMap<String, List<String>> missing = new TreeMap<>();
        SortedMap<String, List<String>> failed = new TreeMap<>();
        List<String> conflicts = new ArrayList<>();
        for (CataloguedSet set : seen.listed().sets()) {
            String name = set.facts().set();
            for (Copy copy : set.copies()) {
                if (lacks(seen, set, copy)) {
                    missing.computeIfAbsent(copy.store(), store -> new ArrayList<>())
                            .add(name);
                }
                if (copy.state() == SetState.FAILED) {
                    failed.computeIfAbsent(copy.store(), store -> new ArrayList<>())
                            .add(name);
                }
            }
            if (set.conflict() && !conflicts.contains(name)) {
                conflicts.add(name);
            }
            if (!set.alarms().isEmpty()) {
                findings.warning(
                        "alarm/" + name,
                        name + " is alarmed: " + set.alarms().get(0).detail(),
                        "nothing is restored from it and nothing cleaned up until somebody has looked",
                        "lifeboat alarms show " + name);
            }
        }
        missing.forEach((store, names) -> findings.warning(
                "missing/" + store,
                "store " + store + " lacks " + some(names),
                "one copy is none",
                "lifeboat copy --missing --to " + store));
        failed.forEach((store, names) -> findings.critical(
                "failed/" + store,
                "in store " + store + " failed: " + some(names),
                "nothing can be restored from these copies",
                "lifeboat verify " + names.get(0) + " --store " + store + "; lifeboat copy --missing mends"));
        if (!conflicts.isEmpty()) {
            findings.critical(
                    "conflict",
                    "other sets bear the same name in another store: " + some(conflicts),
                    "nobody knows which of them is meant",
                    "lifeboat show " + conflicts.get(0));
        }
        return seen.unlessSilent(findings.all(), List.of("missing", "failed"), "conflict");
    }

    /** Whether a store has not, or no longer, what it should have by now. */
    static boolean lacks(SeenSets seen, CataloguedSet set, Copy copy) {
        boolean young = set.facts().sealedAt().isAfter(seen.now().minus(GRACE));
        return Boolean.FALSE.equals(copy.there()) && !young && !over(seen, set, copy.store());
    }

    /** A store may keep sets for a shorter time than the others: it lacks none that a clean-up has removed there. */
    private static boolean over(SeenSets seen, CataloguedSet set, String name) {
        BackupMode mode = set.facts().knownMode();
        StoreLocation store = seen.runbook().store().at(name).primary();
        Instant end = mode == null
                ? null
                : KeepTimes.of(seen.runbook(), store).until(mode, set.facts().takenAt());
        return end != null && end.isBefore(seen.now());
    }

    private static String some(List<String> names) {
        int more = names.size() - MOST_NAMED;
        return String.join(", ", names.stream().limit(MOST_NAMED).toList())
                + (more > 0 ? " and " + more + " more" : "");
    }
}

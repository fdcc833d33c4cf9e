package dev.lifeboat.health;

import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.set.BackupMode;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Whether the newest set of each scheduled mode has rows, is large enough, and is much like those before it (V0, V1, K3). */
final class SizeCheck implements HealthCheck {
    private static final int EARLIER = 7;
    /** Fewer have no median worth the name. */
    private static final int LEAST_SETS = 3;
    /** A difference of fewer rows, or of fewer bytes, says nothing. */
    private static final long LEAST_ROWS = 20;

    private static final long LEAST_BYTES = 16 << 10;

    private final Supplier<SeenSets> sets;

    SizeCheck(Supplier<SeenSets> sets) {
        this.sets = sets;
    }

    @Override
    public String name() {
        return "size";
    }

    @Override
    public List<HealthProblem> look() {
        SeenSets seen = sets.get();
        Findings findings = new Findings(name());
        for (BackupMode mode : seen.scheduled().keySet()) {
            List<CataloguedSet> good = seen.good(mode);
            if (!good.isEmpty()) {
                look(seen, mode, good, findings.of(Matters.size(mode.wireName())));
            }
        }
        return findings.all();
    }

    private static void look(SeenSets seen, BackupMode mode, List<CataloguedSet> good, Findings findings) {
        SetFacts newest = good.get(0).facts();
        long stored = newest.storedBytes() + newest.reusedBytes();
        // A set of definitions has no rows, and is as small as those are.
        if (mode != BackupMode.SCHEMA && newest.rows() == 0) {
            findings.critical(
                    "empty/" + mode.wireName(),
                    newest.set() + " has no rows",
                    "nothing can be restored from it",
                    "see whether the source is the right database: lifeboat show " + newest.set());
        } else if (mode != BackupMode.SCHEMA && stored < seen.leastBytes(mode)) {
            findings.critical(
                    "small/" + mode.wireName(),
                    newest.set() + " has only " + new ByteCount(stored).human() + ", at least "
                            + new ByteCount(seen.leastBytes(mode)).human() + " are expected",
                    "it may hold less than it should",
                    "lifeboat show " + newest.set() + "; or set health.min-size");
        }
        List<SetFacts> earlier = good.stream()
                .skip(1)
                .map(CataloguedSet::facts)
                .filter(facts -> facts.content().equals(newest.content()))
                .limit(EARLIER)
                .toList();
        if (earlier.size() < LEAST_SETS) {
            return;
        }
        int variance = seen.runbook().health().variance();
        vary(findings, "rows", newest, earlier, SetFacts::rows, LEAST_ROWS, variance);
        vary(findings, "bytes", newest, earlier, SetFacts::bytes, LEAST_BYTES, variance);
    }

    private static void vary(
            Findings findings,
            String what,
            SetFacts newest,
            List<SetFacts> earlier,
            ToLongFunction<SetFacts> figure,
            long least,
            int variance) {
        long now = figure.applyAsLong(newest);
        long median = median(earlier.stream().mapToLong(figure).sorted().toArray());
        long difference = Math.abs(now - median);
        // As doubles: a percentage of many bytes may not fit into a long.
        if (difference < least || difference * 100.0 <= (double) variance * median) {
            return;
        }
        String percent = median == 0 ? "all" : String.format(Locale.ROOT, "%+.0f %%", (now - median) * 100.0 / median);
        findings.warning(
                what + "/" + newest.mode(),
                newest.set() + " has " + count(what, now) + ", the median of the " + earlier.size() + " before it is "
                        + count(what, median) + " (" + percent + ")",
                now < median ? "rows may have been lost" : "something writes more than usual",
                "compare it with the one before: lifeboat compare " + newest.set() + " "
                        + earlier.get(0).set());
    }

    private static String count(String what, long number) {
        return what.equals("bytes") ? new ByteCount(number).human() : String.format(Locale.ROOT, "%,d rows", number);
    }

    private static long median(long... sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
    }
}

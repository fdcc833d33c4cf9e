package dev.lifeboat.health;

import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.SetFacts;
import dev.lifeboat.error.LifeboatException;
import dev.lifeboat.runbook.ByteCount;
import dev.lifeboat.runbook.Quota;
import dev.lifeboat.runbook.Ratio;
import dev.lifeboat.runbook.Runbook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How large the database is: beside its quota, now and soon, and beside its newest set (V0, K3, K7). */
final class DatabaseCheck implements HealthCheck {
    private static final Duration AHEAD = Duration.ofDays(30);
    /** A trend of less is none. */
    private static final Duration LEAST_TREND = Duration.ofDays(7);
    /** An empty database has eight of these. */
    private static final long LEAST_DATABASE = 64 << 20;

    private final Runbook runbook;
    private final LongSupplier size;
    private final Supplier<SeenSets> sets;

    /** @param size of the database; throws what a backup would throw */
    DatabaseCheck(Runbook runbook, LongSupplier size, Supplier<SeenSets> sets) {
        this.runbook = runbook;
        this.size = size;
        this.sets = sets;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public List<HealthProblem> look() {
        long bytes;
        try {
            bytes = size.getAsLong();
        } catch (LifeboatException e) {
            throw new UnseenException(e.code() + ": " + e.getMessage());
        }
        Findings findings = new Findings(name());
        Quota quota = runbook.health().quota();
        if (quota != null && quota.database() != null) {
            String action = "archive old rows, or ask the provider for more";
            Quotas.weigh(findings, "quota/database", "the database", bytes, quota.database(), quota.percent(), action);
        }
        SeenSets seen;
        try {
            seen = sets.get();
        } catch (UnseenException e) {
            throw new UnseenException(String.valueOf(e.getMessage()), findings.all());
        }
        if (quota != null && quota.database() != null && findings.all().isEmpty()) {
            forecast(findings, seen, bytes, quota.database());
        }
        ratio(findings, seen, bytes);
        return findings.all();
    }

    private static void forecast(Findings findings, SeenSets seen, long bytes, ByteCount quota) {
        if (bytes + bytes * growth(seen) > quota.bytes()) {
            findings.warning(
                    "quota/forecast",
                    "the database will be larger than its quota of " + quota.human() + " within " + AHEAD.toDays()
                            + " days, if it grows on as in the last sets; now it has "
                            + new ByteCount(bytes).human(),
                    "then writes may be refused",
                    "archive old rows, or ask the provider for more");
        }
    }

    /** By which share the sets of the whole database will grow within {@link #AHEAD}; 0: that is not known. */
    private static double growth(SeenSets seen) {
        Instant since = seen.now().minus(AHEAD);
        List<CataloguedSet> whole = seen.good().stream()
                .filter(set -> set.facts().whole())
                .filter(set -> set.facts().takenAt().isAfter(since))
                .toList();
        if (whole.size() < 2) {
            return 0;
        }
        SetFacts newest = whole.get(0).facts();
        SetFacts oldest = whole.get(whole.size() - 1).facts();
        Duration span = Duration.between(oldest.takenAt(), newest.takenAt());
        if (span.compareTo(LEAST_TREND) < 0 || newest.bytes() == 0) {
            return 0;
        }
        double grown = (double) (newest.bytes() - oldest.bytes()) / newest.bytes();
        return Math.max(0, grown * AHEAD.toHours() / span.toHours());
    }

    /** A set that is whole by its own word, and a database that is not of its size, do not belong together. */
    private static void ratio(Findings findings, SeenSets seen, long bytes) {
        SetFacts newest = seen.good().stream()
                .map(CataloguedSet::facts)
                .filter(SetFacts::whole)
                .findFirst()
                .orElse(null);
        if (newest == null || bytes < LEAST_DATABASE) {
            return;
        }
        Ratio limits = seen.runbook().health().ratio();
        long stored = newest.storedBytes() + newest.reusedBytes();
        double percent = 100.0 * stored / bytes;
        if (percent < limits.least() || percent > limits.most()) {
            findings.of(Matters.size(newest.mode()))
                    .warning(
                            "ratio/" + newest.mode(),
                            String.format(
                                    Locale.ROOT,
                                    "%s takes %s, which is %.2g %% of its database's %s; between %s and %s %% are plausible",
                                    newest.set(),
                                    new ByteCount(stored).human(),
                                    percent,
                                    new ByteCount(bytes).human(),
                                    plain(limits.least()),
                                    plain(limits.most())),
                            percent < limits.least()
                                    ? "it may hold less than it should, or the database is mostly dead rows"
                                    : "it may hold more than it should",
                            "lifeboat show " + newest.set() + "; or set health.ratio");
        }
    }

    private static String plain(double percent) {
        return percent == Math.rint(percent) ? String.valueOf((long) percent) : String.valueOf(percent);
    }
}

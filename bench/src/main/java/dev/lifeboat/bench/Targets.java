package dev.lifeboat.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The targets of Lifeboat's speed, on two cores, and how far some measurements meet them. */
final class Targets {
    static final double IDLE_SECONDS = 3;
    static final double IDLE_TEMPORAL_SECONDS = 1;
    static final long HEAP_BYTES = 512L << 20;

    private static final double TO_PG_DUMP = 0.75;
    private static final double TO_FLOOR = 1.6;
    private static final double TO_USUAL = 0.22;
    private static final double TO_PG_RESTORE = 0.9;
    private static final double TO_PG_RESTORE_UNCHECKED = 0.75;
    private static final double FIRST_PHASE = 0.15;
    private static final double STORED = 0.85;

    private final List<Pair> pairs;
    private final Map<String, Peer.Measure> once;
    private final Map<String, String> skipped;

    private Targets(List<Pair> pairs, Map<String, Peer.Measure> once, Map<String, String> skipped) {
        this.pairs = pairs;
        this.once = once;
        this.skipped = skipped;
    }

    /**
     * The rows of one shape.
     *
     * @param firstPhase whether the shape has one
     */
    static List<Row> of(
            List<Pair> pairs,
            Map<String, Peer.Measure> once,
            Map<String, String> skipped,
            List<Profile> profiles,
            boolean firstPhase) {
        Targets targets = new Targets(pairs, once, skipped);
        List<Row> rows = new ArrayList<>();
        rows.add(targets.paired("full backup", "pg_dump-z1", TO_PG_DUMP, Pair::ourSeconds));
        rows.add(targets.paired("full backup", "copy-floor", TO_FLOOR, Pair::ourSeconds));
        rows.add(targets.paired("full backup", "usual", TO_USUAL, Pair::ourSeconds));
        rows.add(targets.paired("full restore, all gates", "pg_restore-j2", TO_PG_RESTORE, Pair::ourSeconds));
        rows.add(targets.paired(
                "full restore, without reading back", "pg_restore-j2", TO_PG_RESTORE_UNCHECKED, pair -> pair.ours()
                        .get(0)
                        .withoutReadBackSeconds()));
        if (firstPhase) {
            rows.add(targets.firstPhase());
        }
        rows.add(targets.stored());
        List<Double> heaps = profiles.stream()
                .map(profile -> (double) profile.peakHeapBytes())
                .toList();
        rows.add(
                heaps.isEmpty()
                        ? Row.skipped("peak heap of the worker", "limit", 1, "no profile was taken")
                        : Row.limit(
                                "peak heap of the worker",
                                "bytes",
                                List.of(Statistics.of(heaps).max()),
                                HEAP_BYTES));
        return rows;
    }

    /** The rows of the small database. */
    static List<Row> idle(List<OurRun> runs) {
        return List.of(
                Row.limit(
                        "backup of an idle database",
                        "s",
                        runs.stream().map(OurRun::seconds).toList(),
                        IDLE_SECONDS),
                Row.limit(
                        "of which Temporal",
                        "s",
                        runs.stream().map(OurRun::betweenActivitiesSeconds).toList(),
                        IDLE_TEMPORAL_SECONDS));
    }

    private Row paired(String work, String peer, double target, ToDoubleFunction<Pair> ours) {
        List<Pair> with =
                pairs.stream().filter(pair -> pair.peer().equals(peer)).toList();
        if (with.isEmpty()) {
            return Row.skipped(work, peer, target, skipped.getOrDefault(peer, "not asked for"));
        }
        return Row.of(
                work,
                peer,
                "s",
                with.stream().map(ours::applyAsDouble).toList(),
                with.stream().map(pair -> pair.theirs().seconds()).toList(),
                target);
    }

    private Row firstPhase() {
        String work = "until the first phase's gate is green";
        List<OurRun> restores = ours(Work.RESTORE);
        return restores.isEmpty()
                ? Row.skipped(work, "our full restore", FIRST_PHASE, "no restore was measured")
                : Row.of(
                        work,
                        "our full restore",
                        "s",
                        restores.stream().map(OurRun::firstGateSeconds).toList(),
                        restores.stream().map(OurRun::seconds).toList(),
                        FIRST_PHASE);
    }

    private Row stored() {
        Peer.Measure dump = once.get("pg_dump-z6");
        if (dump == null) {
            return Row.skipped(
                    "stored bytes", "pg_dump-z6", STORED, skipped.getOrDefault("pg_dump-z6", "not asked for"));
        }
        List<Double> stored = ours(Work.BACKUP).stream()
                .map(run -> (double) run.storedBytes())
                .toList();
        return Row.of(
                "stored bytes",
                "pg_dump-z6",
                "bytes",
                stored,
                stored.stream().map(each -> (double) dump.bytes()).toList(),
                STORED);
    }

    private List<OurRun> ours(Work work) {
        return pairs.stream()
                .flatMap(pair -> pair.ours().stream())
                .filter(run -> run.work() == work)
                .toList();
    }
}

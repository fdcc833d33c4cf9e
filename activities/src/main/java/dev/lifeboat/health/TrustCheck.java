package dev.lifeboat.health;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.archive.Standing;
import dev.lifeboat.catalogue.CataloguedSet;
import dev.lifeboat.catalogue.Copy;
import dev.lifeboat.schedule.DueTimes;
import dev.lifeboat.schedule.ScheduledRun;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether sets are read again and restored, and not only taken. */
final class TrustCheck implements HealthCheck {
    private static final Period WITHOUT_DRILLS = Period.ofDays(35);

    private final Supplier<SeenSets> sets;
    private final Supplier<Optional<Instant>> drilled;

    /** @param drilled when a drill proved a set last, also one that is gone; asked only where the marks of those there do not suffice */
    TrustCheck(Supplier<SeenSets> sets, Supplier<Optional<Instant>> drilled) {
        this.sets = sets;
        this.drilled = drilled;
    }

    @Override
    public String name() {
        return "trust";
    }

    @Override
    public List<HealthProblem> look() {
        SeenSets seen = sets.get();
        Findings findings = new Findings(name());
        seen.runbook().store().names().forEach(store -> unverified(findings, seen, store));
        if (!seen.isBlind()) {
            unproven(findings, seen);
        }
        return seen.unlessSilent(findings.all(), List.of("unverified"));
    }

    /** Each store for itself: what is right in one may be damaged in another (V1). What lacks or failed there, others tell. */
    private static void unverified(Findings findings, SeenSets seen, String store) {
        CataloguedSet waiting = waiting(seen, store);
        if (waiting != null && verifyDue(seen, store).isBefore(seen.now())) {
            findings.warning(
                    "unverified/" + store,
                    "in store " + store + " neither " + waiting.facts().set() + " nor a newer set was read again",
                    "nobody knows whether they can be read there",
                    "lifeboat verify latest --store " + store + "; or a schedule under `verify` with `sets: latest`");
        }
    }

    /** By when a set has to be read again in a store. Where none waits for that, the next one will, and may be taken now. */
    static Instant verifyDue(SeenSets seen, String store) {
        CataloguedSet waiting = waiting(seen, store);
        return Ages.after(
                waiting == null ? seen.now() : waiting.facts().takenAt(),
                seen.runbook().health().verified());
    }

    /** The oldest set in a store since which none was read again there; null: the newest one was. */
    private static @Nullable CataloguedSet waiting(SeenSets seen, String store) {
        CataloguedSet waiting = null;
        for (CataloguedSet set : seen.good()) {
            Copy copy = set.copies().stream()
                    .filter(one -> one.store().equals(store) && one.good())
                    .findFirst()
                    .orElse(null);
            if (copy != null && readAgain(set, copy)) {
                break;
            }
            waiting = copy == null ? waiting : set;
        }
        return waiting;
    }

    /** A drill says what it read only where it read one store. */
    private static boolean readAgain(CataloguedSet set, Copy copy) {
        return copy.state() == SetState.VERIFIED
                || (copy.state() == SetState.PROVEN
                        && (set.copies().size() == 1
                                || Standing.in(copy.store(), copy.marks()).verifiedHere()));
    }

    /** A system that is younger than the limit has time. */
    private void unproven(Findings findings, SeenSets seen) {
        Instant marked = seen.proven();
        if (!isOver(seen, drillDue(seen, marked))) {
            return;
        }
        Instant proven = ProvenDrills.later(marked, drilled.get().orElse(null));
        if (isOver(seen, drillDue(seen, proven))) {
            findings.warning(
                    "unproven",
                    proven == null
                            ? "no drill ever restored a set"
                            : "the last drill that restored a set was at " + proven,
                    "nobody knows whether a restore works, nor how long it takes",
                    "lifeboat drill");
        }
    }

    private static boolean isOver(SeenSets seen, @Nullable Instant due) {
        return due != null && due.isBefore(seen.now());
    }

    /**
     * By when a drill has to prove a set; null: there never was one.
     *
     * @param proven when the last one did; null: none did
     */
    static @Nullable Instant drillDue(SeenSets seen, @Nullable Instant proven) {
        Instant since = proven == null ? seen.since() : proven;
        Instant limit = provenSince(seen, seen.runbook().health().proven());
        return since == null ? null : since.plus(Duration.between(limit, seen.now()));
    }

    /** A drill must have proven a set since then. */
    static Instant provenSince(SeenSets seen, @Nullable Period set) {
        List<ScheduledRun> drills = ScheduledRun.of(seen.runbook()).stream()
                .filter(run -> run.kind().equals(ScheduledRun.DRILL))
                .toList();
        Duration gap = set == null ? DueTimes.gap(drills, seen.now()) : null;
        if (gap != null) {
            return seen.now().minus(gap).minus(Duration.ofDays(1));
        }
        return Ages.before(seen.now(), set == null ? WITHOUT_DRILLS : set);
    }
}

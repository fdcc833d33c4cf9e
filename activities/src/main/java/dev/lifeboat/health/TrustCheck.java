package dev.lifeboat.health;

import dev.lifeboat.runbook.Health;
import dev.lifeboat.schedule.DueTimes;
import dev.lifeboat.schedule.ScheduledRun;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether sets are read again and restored, and not only taken. */
final class TrustCheck implements HealthCheck {
    private static final Period WITHOUT_DRILLS = Period.ofDays(35);

    private final Supplier<SeenSets> sets;

    TrustCheck(Supplier<SeenSets> sets) {
        this.sets = sets;
    }

    @Override
    public String name() {
        return "trust";
    }

    @Override
    public List<HealthProblem> look() {
        SeenSets seen = sets.get();
        Findings findings = new Findings(name());
        Instant oldest = seen.oldest();
        if (oldest == null) {
            return findings.all();
        }
        Health limits = seen.runbook().health();
        Instant verified = seen.verified();
        late(
                findings,
                "unverified",
                verified,
                oldest,
                Ages.before(seen.now(), limits.verified()),
                verified == null ? "no set was ever verified" : "the newest verified set is of " + verified,
                "nobody knows whether the newer sets can be read",
                "lifeboat verify latest; or `verify: true` for a backup");
        Instant proven = seen.proven();
        late(
                findings,
                "unproven",
                proven,
                oldest,
                provenSince(seen, limits.proven()),
                proven == null ? "no drill ever restored a set" : "the last drill that restored a set was at " + proven,
                "nobody knows whether a restore works, nor how long it takes",
                "lifeboat drill");
        return seen.unlessSilent(findings.all());
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

    /** A system that is younger than the limit has time. */
    private static void late(
            Findings findings,
            String id,
            @Nullable Instant last,
            Instant oldest,
            Instant limit,
            String what,
            String impact,
            String action) {
        if ((last == null ? oldest : last).isBefore(limit)) {
            findings.warning(id, what, impact, action);
        }
    }
}

package dev.lifeboat.forecast;

import dev.lifeboat.report.Words;
import dev.lifeboat.restore.PhaseForecast;
import dev.lifeboat.restore.PhasePlan;
import dev.lifeboat.restore.PhaseReport;
import dev.lifeboat.restore.RestoreReport;
import dev.lifeboat.restore.Span;
import dev.lifeboat.restore.TargetIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Forecasts of phases from the reports of earlier drills and restores. Those into the same database server come first, then those
 * of the same kind (rehearsals, or not), the newest first; each is scaled by how much more or less the phase has to load now. A
 * function of what it is given.
 */
public final class EarlierTimes {
    /** So many are enough, where they are of the best kind. */
    private static final int ENOUGH = 3;

    private static final int MOST = 8;

    /** What a phase takes beside its bytes is about what so many bytes take: a phase of two rows is no half of one of four. */
    private static final double FIXED_BYTES = 32 << 20;

    private final List<RestoreReport> earlier;
    private final TargetIdentity target;
    private final boolean drill;

    /**
     * @param earlier the newest first
     * @param drill whether the run to come is a rehearsal
     */
    public EarlierTimes(List<RestoreReport> earlier, TargetIdentity target, boolean drill) {
        this.earlier = List.copyOf(earlier);
        this.target = target;
        this.drill = drill;
    }

    /** How long it takes until the first phase begins, by drills alone: before a restore people do things. Null: none tells. */
    public @Nullable PhaseForecast preparation() {
        List<Observed> observed = new ArrayList<>();
        for (RestoreReport report : earlier) {
            if (report.drill() && !report.phases().isEmpty()) {
                Duration took = Duration.between(
                        report.startedAt(), report.phases().get(0).startedAt());
                observed.add(new Observed(took, report.drill(), rank(report)));
            }
        }
        return forecast(best(observed), null);
    }

    /** The same phases with what is known of each. */
    public List<PhasePlan> foretell(List<PhasePlan> plans) {
        PhaseForecast preparation = preparation();
        Span ready = preparation == null ? Span.ZERO : preparation.takes();
        List<PhasePlan> foretold = new ArrayList<>();
        for (PhasePlan plan : plans) {
            List<Observed> observed = best(observed(plan));
            Span takes = observed.isEmpty() ? null : span(observed);
            ready = ready == null || takes == null ? null : ready.plus(takes);
            foretold.add(plan.with(forecast(observed, ready)));
        }
        return foretold;
    }

    /** One of the earlier times. */
    private record Observed(Duration took, boolean drill, int rank) {}

    private List<Observed> observed(PhasePlan plan) {
        List<Observed> observed = new ArrayList<>();
        for (RestoreReport report : earlier) {
            if (report.begunAt() != null || report.phases().stream().anyMatch(PhaseReport::openedEarlier)) {
                // A run that goes on finds rows of the one before it, and is quick for that.
                continue;
            }
            PhaseReport before = null;
            for (PhaseReport phase : report.phases()) {
                if (phase.phase().equals(plan.name()) && phase.loadedWhole()) {
                    double more = (plan.bytes() + FIXED_BYTES) / (phase.bytes() + FIXED_BYTES);
                    long millis = phase.takes(before == null ? null : before.endedAt())
                            .toMillis();
                    observed.add(
                            new Observed(Duration.ofMillis(Math.round(millis * more)), report.drill(), rank(report)));
                }
                before = phase;
            }
        }
        return observed;
    }

    /** The lower the better. */
    private int rank(RestoreReport report) {
        boolean server = report.target().systemIdentifier().equals(target.systemIdentifier());
        return (server ? 0 : 2) + (report.drill() == drill ? 0 : 1);
    }

    /** Those of the best rank, and of the next ones where they are too few. The order of equals stays: the newest first. */
    private static List<Observed> best(List<Observed> observed) {
        List<Observed> chosen = new ArrayList<>();
        for (int rank = 0; rank < 4 && chosen.size() < ENOUGH; rank++) {
            int wanted = rank;
            observed.stream()
                    .filter(one -> one.rank() == wanted)
                    .limit(MOST - (long) chosen.size())
                    .forEach(chosen::add);
        }
        return chosen;
    }

    private static @Nullable PhaseForecast forecast(List<Observed> observed, @Nullable Span readyAfter) {
        if (observed.isEmpty()) {
            return null;
        }
        int drills = (int) observed.stream().filter(Observed::drill).count();
        return new PhaseForecast(span(observed), readyAfter, drills, observed.size() - drills);
    }

    private static Span span(List<Observed> observed) {
        List<Duration> sorted = observed.stream().map(Observed::took).sorted().toList();
        return new Span(sorted.get(0), Objects.requireNonNull(Words.median(sorted)), sorted.get(sorted.size() - 1));
    }
}

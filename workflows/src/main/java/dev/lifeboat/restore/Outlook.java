package dev.lifeboat.restore;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When the phases of a run will be back: what earlier drills and restores took, at the pace of this run. Nothing but a function of
 * what it is given, so a replay finds the same.
 */
public final class Outlook {
    /** One slow phase says little about the next one. */
    private static final double FASTEST = 0.25;

    private static final double SLOWEST = 4;

    private final @Nullable PhaseForecast preparation;
    private final List<PhasePlan> plans;
    private final Instant startedAt;
    private final Instant firstBegunAt;
    private final List<String> opened;

    /**
     * @param preparation until the first phase begins; null: not known
     * @param startedAt of the restore
     * @param firstBegunAt when people began to wait, in an earlier run if this one goes on from it: budgets count from here
     * @param opened phases that an earlier run opened: they are only examined
     */
    public Outlook(
            @Nullable PhaseForecast preparation,
            List<PhasePlan> plans,
            Instant startedAt,
            Instant firstBegunAt,
            List<String> opened) {
        this.preparation = preparation;
        this.plans = List.copyOf(plans);
        this.startedAt = startedAt;
        this.firstBegunAt = firstBegunAt;
        this.opened = List.copyOf(opened);
    }

    /**
     * Of each phase that is not back and does not wait for people, in order. It ends before the first one of which nothing is known.
     *
     * @param phases where they stand, by name
     * @param ended those that have ended
     */
    public List<PhaseEstimate> at(Instant now, Map<String, PhaseProgress> phases, List<PhaseReport> ended) {
        double pace = pace(phases, ended);
        List<PhaseEstimate> estimates = new ArrayList<>();
        Range turn = begin();
        for (PhasePlan plan : plans) {
            PhaseProgress progress = phases.get(plan.name());
            PhaseForecast forecast = plan.forecast();
            if (progress == null || progress.state() == PhaseState.ABORTED) {
                break;
            }
            if (progress.state() == PhaseState.DONE) {
                Instant end = progress.endedAt();
                turn = end == null ? turn : Range.of(end);
                continue;
            }
            if (progress.state().isPeoples()) {
                turn = Range.of(now);
                continue;
            }
            if (forecast == null) {
                break;
            }
            Span takes =
                    opened.contains(plan.name()) ? Span.ZERO : forecast.takes().times(pace);
            turn = turn.notBefore(progress.startedAt())
                    .plus(takes)
                    .notBefore(loaded(progress))
                    .notBefore(now);
            estimates.add(estimate(forecast, progress, turn, firstBegunAt, pace));
        }
        return estimates;
    }

    /** Of a phase whose turn came at that moment; null: nothing is known of it, or it waits for people. */
    static @Nullable PhaseEstimate of(
            PhasePlan plan, PhaseProgress progress, Instant turn, Instant firstBegunAt, Instant now) {
        PhaseForecast forecast = plan.forecast();
        if (forecast == null || progress.state().isPeoples()) {
            return null;
        }
        double pace = pace(loading(plan, progress, turn));
        Range end = Range.of(turn)
                .plus(forecast.takes().times(pace))
                .notBefore(loaded(progress))
                .notBefore(now);
        return estimate(forecast, progress, end, firstBegunAt, pace);
    }

    private static PhaseEstimate estimate(
            PhaseForecast forecast, PhaseProgress progress, Range end, Instant firstBegunAt, double pace) {
        Duration within = progress.within();
        return new PhaseEstimate(
                progress.phase(),
                end.soonest(),
                end.likely(),
                end.latest(),
                within == null ? null : firstBegunAt.plus(within),
                forecast.basis(),
                pace);
    }

    private Range begin() {
        Range start = Range.of(startedAt);
        return preparation == null ? start : start.plus(preparation.takes());
    }

    /** When all its rows will be loaded at the rate at which they are; null: that is not known yet, or they are. */
    private static @Nullable Instant loaded(PhaseProgress progress) {
        Instant began = progress.startedAt();
        Instant counted = progress.countedAt();
        if (progress.state() != PhaseState.LOADING || progress.bytesDone() <= 0 || began == null || counted == null) {
            return null;
        }
        double share = (double) progress.bytes() / progress.bytesDone();
        return began.plusMillis(Math.round(Duration.between(began, counted).toMillis() * share));
    }

    /** What a phase took, beside what it should have. */
    private record Taken(long millis, long expected) {
        static final Taken NONE = new Taken(0, 0);

        Taken plus(Taken next) {
            return new Taken(millis + next.millis, expected + next.expected);
        }
    }

    /** Of the phases that are back, and of the one whose turn it is. */
    private double pace(Map<String, PhaseProgress> phases, List<PhaseReport> ended) {
        Taken taken = Taken.NONE;
        Instant before = null;
        for (PhaseReport report : ended) {
            PhaseForecast forecast = plans.stream()
                    .filter(plan -> plan.name().equals(report.phase()))
                    .findFirst()
                    .map(PhasePlan::forecast)
                    .orElse(null);
            if (forecast != null && !opened.contains(report.phase())) {
                taken = taken.plus(new Taken(
                        report.takes(before).toMillis(),
                        forecast.takes().median().toMillis()));
            }
            before = report.endedAt();
        }
        if (ended.size() < plans.size()) {
            PhasePlan current = plans.get(ended.size());
            PhaseProgress progress = phases.get(current.name());
            Instant began = progress == null ? null : progress.startedAt();
            if (progress != null && began != null) {
                Instant turn = before != null && before.isAfter(began) ? before : began;
                taken = taken.plus(loading(current, progress, turn));
            }
        }
        return pace(taken);
    }

    private static double pace(Taken taken) {
        return (taken.millis() == 0 || taken.expected() == 0)
                ? 1
                : Math.min(SLOWEST, Math.max(FASTEST, (double) taken.millis() / taken.expected()));
    }

    /** Of a phase whose rows alone will take longer than all of it should: else nothing is known of it yet. */
    private static Taken loading(PhasePlan plan, PhaseProgress progress, Instant turn) {
        PhaseForecast forecast = plan.forecast();
        Instant loaded = loaded(progress);
        if (forecast == null || loaded == null) {
            return Taken.NONE;
        }
        long expected = forecast.takes().median().toMillis();
        long millis = Duration.between(turn, loaded).toMillis();
        return millis <= expected ? Taken.NONE : new Taken(millis, expected);
    }

    /** Three guesses at one moment. */
    private record Range(Instant soonest, Instant likely, Instant latest) {
        static Range of(Instant known) {
            return new Range(known, known, known);
        }

        Range plus(Span span) {
            return new Range(soonest.plus(span.least()), likely.plus(span.median()), latest.plus(span.most()));
        }

        /** @param bound null: there is none */
        Range notBefore(@Nullable Instant bound) {
            return bound == null ? this : new Range(later(soonest, bound), later(likely, bound), later(latest, bound));
        }

        private static Instant later(Instant one, Instant other) {
            return one.isAfter(other) ? one : other;
        }
    }
}

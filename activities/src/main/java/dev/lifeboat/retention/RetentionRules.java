package dev.lifeboat.retention;

import dev.lifeboat.archive.SetState;
import dev.lifeboat.store.LockTime;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.IsoFields;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps or deletes each set of a store, with every reason. Pure: nothing is asked and nothing done here. In doubt a set stays.
 *
 * <p>Ages are counted to the newest good set that can take a set's place (one of its mode, or a whole one), or to now if that is
 * earlier: when good backups stop, so does deleting, and a clock that jumped ahead deletes nothing.
 */
public final class RetentionRules {
    /** The clocks of a source and of a worker may differ by so much. */
    static final Duration TOLERANCE = Duration.ofMinutes(10);
    /** User data may stay so long after its account is gone. */
    private static final Period MOST_AFTER_DELETION = Period.ofYears(1);

    private static final Comparator<SurveyedSet> NEWEST_FIRST = Comparator.comparing(SurveyedSet::takenAt)
            .thenComparing(SurveyedSet::set)
            .reversed();

    private final KeepTimes times;

    public RetentionRules(KeepTimes times) {
        this.times = times;
    }

    /** What is to happen to the sets of a survey at a time. */
    public Verdict decide(Survey survey, Instant now) {
        List<SurveyedSet> own = survey.sets().stream()
                .filter(set -> set.runbook().equals(times.runbook()))
                .sorted(NEWEST_FIRST)
                .toList();
        Reasons keeps = new Reasons();
        List<String> warnings = new ArrayList<>();
        List<String> stops = new ArrayList<>(survey.alarms());
        stops.addAll(stops(own, now));
        for (SurveyedSet set : own) {
            byItself(set, now, counted(set, own, now), keeps);
            if (set.failed() && own.stream().noneMatch(other -> replaces(other, set))) {
                keeps.add(set, "failed, and no newer set is verified");
            }
        }
        newestOfEachMode(own, keeps);
        verified(own, keeps, warnings);
        generations(own, keeps);
        unreadable(survey, own, keeps, warnings);
        survey.sets().stream()
                .filter(set -> !set.runbook().equals(times.runbook()))
                .forEach(set -> keeps.add(set, "belongs to runbook " + set.runbook()));
        needed(survey.sets(), keeps);
        if (!stops.isEmpty()) {
            own.forEach(set -> keeps.add(set, "the clean-up is stopped"));
        }
        List<SetDecision> decisions = new ArrayList<>();
        survey.sets().stream()
                .sorted(NEWEST_FIRST)
                .forEach(set -> decisions.add(decision(set, keeps.of(set.set()), now, counted(set, own, now))));
        survey.unreadable().forEach(set -> decisions.add(decision(set)));
        decisions.sort(Comparator.comparing(SetDecision::takenAt)
                .thenComparing(SetDecision::set)
                .reversed());
        long old = decisions.stream().filter(SetDecision::olderThanAYear).count();
        if (old > 0) {
            warnings.add(old + (old == 1 ? " set that stays holds" : " sets that stay hold")
                    + " rows of more than a year ago: accounts that were deleted since are still in there");
        }
        return new Verdict(decisions, stops, warnings);
    }

    private static List<String> stops(List<SurveyedSet> own, Instant now) {
        List<String> stops = new ArrayList<>();
        for (SurveyedSet set : own) {
            Instant latest = set.takenAt().isAfter(set.sealedAt()) ? set.takenAt() : set.sealedAt();
            if (latest.isAfter(now.plus(TOLERANCE))) {
                stops.add(set.set() + " is of " + latest + ", and it is " + now
                        + " here: set the clock of this machine or of the source right");
            }
            set.alarms().forEach(alarm -> stops.add(set.set() + ": " + alarm));
        }
        return stops;
    }

    /** To when a set's age is counted; where no set can take its place, it has not aged. */
    private static Instant counted(SurveyedSet set, List<SurveyedSet> own, Instant now) {
        Instant newest = own.stream()
                .filter(other -> other.good() && (other.whole() || other.mode() == set.mode()))
                .map(SurveyedSet::takenAt)
                .findFirst()
                .orElse(set.takenAt());
        return newest.isAfter(now) ? now : newest;
    }

    private void byItself(SurveyedSet set, Instant now, Instant counted, Reasons keeps) {
        Instant until = times.until(set.mode(), set.takenAt());
        if (until == null) {
            keeps.add(set, "no schedule of mode " + set.mode().wireName() + " says for how long");
        } else if (until.isAfter(counted)) {
            keeps.add(
                    set,
                    until.isAfter(now)
                            ? times.source(set.mode()) + " keeps it until " + until
                            : times.source(set.mode()) + " kept it until " + until
                                    + ", but no good set was taken since " + counted);
        }
        set.pins().forEach(pin -> keeps.add(set, "pinned: " + pin));
        if (!set.uses().isEmpty()) {
            keeps.add(set, "in use: " + Few.of(set.uses()));
        }
        Instant lock = set.lockedUntil();
        if (lock != null && lock.isAfter(now)) {
            keeps.add(set, LockTime.describe(lock) + " by the store");
        }
    }

    /** Whether a verified set makes a failed one dispensable: it is newer, and holds as much. */
    private static boolean replaces(SurveyedSet other, SurveyedSet failed) {
        return other.verified()
                && other.takenAt().isAfter(failed.takenAt())
                && (other.whole() || other.mode() == failed.mode());
    }

    /** The newest, and where that has failed, the newest that has not; and the newest whole one, by which ages are counted. */
    private static void newestOfEachMode(List<SurveyedSet> own, Reasons keeps) {
        own.stream()
                .filter(set -> set.whole() && !set.failed())
                .findFirst()
                .ifPresent(set -> keeps.add(set, "newest of the whole database"));
        Set<String> seen = new HashSet<>();
        for (SurveyedSet set : own) {
            String mode = set.mode().wireName();
            boolean newest = seen.add(mode);
            boolean good = !set.failed() && seen.add(mode + ", good");
            if (newest || good) {
                keeps.add(set, newest ? "newest " + mode : "newest " + mode + " that has not failed");
            }
        }
    }

    /** Where too few are verified, the newest that have not failed stand in for them. */
    private void verified(List<SurveyedSet> own, Reasons keeps, List<String> warnings) {
        List<SurveyedSet> whole =
                own.stream().filter(set -> set.whole() && !set.failed()).toList();
        List<SurveyedSet> verified = whole.stream()
                .filter(SurveyedSet::verified)
                .limit(times.verified())
                .toList();
        verified.forEach(set -> keeps.add(set, "one of the " + times.verified() + " newest verified"));
        int missing = times.verified() - verified.size();
        if (missing > 0 && !own.isEmpty()) {
            whole.stream()
                    .filter(set -> !set.verified())
                    .limit(missing)
                    .forEach(set -> keeps.add(
                            set,
                            "stands in for a verified set: only " + verified.size() + " of " + times.verified()
                                    + " there are"));
            warnings.add("only " + verified.size() + " of " + times.verified()
                    + " sets of the whole database are verified: unverified ones stand in and stay longer; `lifeboat"
                    + " verify SET`");
        }
    }

    private void generations(List<SurveyedSet> own, Reasons keeps) {
        generation(own, keeps, "day", times.generations().daily(), time -> time.toLocalDate()
                .toString());
        generation(
                own,
                keeps,
                "week",
                times.generations().weekly(),
                time -> time.get(IsoFields.WEEK_BASED_YEAR) + "-" + time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        generation(
                own,
                keeps,
                "month",
                times.generations().monthly(),
                time -> time.getYear() + "-" + time.getMonthValue());
        generation(own, keeps, "year", times.generations().yearly(), time -> String.valueOf(time.getYear()));
    }

    /** Of the newest so many periods that have a set at all, the newest set. */
    private static void generation(
            List<SurveyedSet> own,
            Reasons keeps,
            String name,
            @Nullable Integer count,
            Function<ZonedDateTime, String> period) {
        Map<String, SurveyedSet> newest = new LinkedHashMap<>();
        for (SurveyedSet set : own) {
            if (set.whole() && !set.failed()) {
                newest.putIfAbsent(period.apply(set.takenAt().atZone(ZoneOffset.UTC)), set);
            }
        }
        newest.values().stream()
                .limit(Objects.requireNonNullElse(count, 0))
                .forEach(set -> keeps.add(set, "newest of its " + name));
    }

    /** What does not authenticate might need anything. */
    private static void unreadable(Survey survey, List<SurveyedSet> own, Reasons keeps, List<String> warnings) {
        for (UnreadableSet unread : survey.unreadable()) {
            warnings.add(unread.set() + " does not authenticate, so nothing may go: " + unread.problem());
        }
        if (!survey.unreadable().isEmpty()) {
            String unread =
                    Few.of(survey.unreadable().stream().map(UnreadableSet::set).toList());
            own.forEach(set -> keeps.add(set, unread + " cannot be read, and might need it"));
        }
    }

    /** What a set that stays needs stays, and what that needs. */
    private static void needed(List<SurveyedSet> sets, Reasons keeps) {
        Map<String, SurveyedSet> known = new HashMap<>();
        sets.forEach(set -> known.put(set.set(), set));
        Deque<SurveyedSet> staying = new ArrayDeque<>(
                sets.stream().filter(set -> keeps.has(set.set())).toList());
        Set<String> seen = new HashSet<>();
        staying.forEach(set -> seen.add(set.set()));
        Map<String, SortedSet<String>> needing = new TreeMap<>();
        while (!staying.isEmpty()) {
            SurveyedSet next = staying.remove();
            for (String name : next.needs()) {
                SurveyedSet needed = known.get(name);
                if (needed != null) {
                    needing.computeIfAbsent(name, any -> new TreeSet<>()).add(next.set());
                    if (seen.add(name)) {
                        staying.add(needed);
                    }
                }
            }
        }
        for (SurveyedSet set : sets) {
            SortedSet<String> by = needing.get(set.set());
            if (by != null) {
                keeps.add(set, "needed by " + Few.of(by));
            }
        }
    }

    private SetDecision decision(SurveyedSet set, List<String> keeps, Instant now, Instant counted) {
        Instant until = times.until(set.mode(), set.takenAt());
        boolean delete = keeps.isEmpty() && until != null && !until.isAfter(counted);
        Instant year =
                set.takenAt().atOffset(ZoneOffset.UTC).plus(MOST_AFTER_DELETION).toInstant();
        return new SetDecision(
                set.set(),
                set.mode().wireName(),
                set.manifestSha256(),
                set.state(),
                set.takenAt(),
                set.storedBytes(),
                until,
                delete,
                !delete && set.rows() && set.runbook().equals(times.runbook()) && year.isBefore(now),
                delete ? List.of(times.source(set.mode()) + " kept it until " + until) : keeps);
    }

    private static SetDecision decision(UnreadableSet set) {
        int slash = set.set().indexOf('/');
        return new SetDecision(
                set.set(),
                slash < 0 ? "" : set.set().substring(0, slash),
                "",
                SetState.FAILED,
                set.modified(),
                0,
                null,
                false,
                false,
                List.of("does not authenticate: " + set.problem()));
    }

    /** By set, in the order in which they were found, each once. */
    private static final class Reasons {
        private final SortedMap<String, List<String>> reasons = new TreeMap<>();

        void add(SurveyedSet set, String reason) {
            List<String> known = reasons.computeIfAbsent(set.set(), name -> new ArrayList<>());
            if (!known.contains(reason)) {
                known.add(reason);
            }
        }

        boolean has(String set) {
            return reasons.containsKey(set);
        }

        List<String> of(String set) {
            return reasons.getOrDefault(set, List.of());
        }
    }
}

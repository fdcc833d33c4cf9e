package dev.lifeboat.health;

import dev.lifeboat.notice.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What people have to hear after a look: each problem once, again when it has become worse, and once that it is over. A problem
 * whose check could not look this time is neither, and neither is one of another machine that still works. What is new of one matter
 * is one message, that of the worst of them; what was told in another's message has none of its own at its end. Pure.
 *
 * @param raised the messages of problems that are new, or worse than they were
 * @param resolved the messages of problems that are over
 * @param state what people have heard of when they have heard of these
 */
record Alerts(List<Raised> raised, List<Resolved> resolved, HealthState state) {
    private static final Comparator<HealthProblem> WORST_FIRST =
            Comparator.comparing(HealthProblem::severity).reversed().thenComparing(HealthProblem::id);

    /**
     * One message.
     *
     * @param also what else is new of its matter
     */
    record Raised(HealthProblem problem, List<HealthProblem> also) {
        Raised {
            also = List.copyOf(also);
        }

        Stream<String> ids() {
            return Stream.concat(Stream.of(problem), also.stream()).map(HealthProblem::id);
        }
    }

    /**
     * One message.
     *
     * @param still what was told with it, and is not over
     */
    record Resolved(OpenProblem over, List<HealthProblem> still) {
        Resolved {
            still = List.copyOf(still);
        }

        String id() {
            return over.problem().id();
        }
    }

    /** What is to be told, where people have heard of {@code before}. */
    static Alerts between(HealthState before, HealthLook look, Instant now) {
        SortedMap<String, OpenProblem> known = new TreeMap<>();
        before.open().forEach(open -> known.put(open.problem().id(), open));
        SortedMap<String, OpenProblem> open = new TreeMap<>();
        look.problems().forEach(problem -> {
            OpenProblem earlier = known.get(problem.id());
            open.put(
                    problem.id(),
                    earlier == null
                            ? new OpenProblem(problem, now)
                            : new OpenProblem(
                                    look.elsewhere(earlier.problem())
                                            ? problem.on(earlier.problem().machine())
                                            : problem,
                                    earlier.since(),
                                    earlier.toldWith()));
        });
        SortedSet<String> unseen = new TreeSet<>(look.unseen());
        List<OpenProblem> over = new ArrayList<>();
        known.forEach((id, earlier) -> {
            if (open.containsKey(id)) {
                return;
            }
            if (unseen.contains(id)
                    || unseen.contains(earlier.problem().check())
                    || look.elsewhere(earlier.problem())) {
                open.put(id, earlier);
            } else {
                over.add(earlier);
            }
        });
        List<Raised> raised = raised(known, open);
        return new Alerts(
                raised, resolved(over, open), new HealthState(after(before, now), List.copyOf(open.values())));
    }

    /** Clocks differ, and the newest state counts, by a name that tells seconds apart. */
    private static Instant after(HealthState before, Instant now) {
        Instant next = before.at().plusSeconds(1);
        return now.isBefore(next) ? next : now;
    }

    /** Leaves in {@code open} in whose message each was told. */
    private static List<Raised> raised(SortedMap<String, OpenProblem> known, SortedMap<String, OpenProblem> open) {
        List<HealthProblem> again = new ArrayList<>();
        SortedMap<String, List<HealthProblem>> matters = new TreeMap<>();
        open.values().stream().map(OpenProblem::problem).sorted(WORST_FIRST).forEach(problem -> {
            OpenProblem earlier = known.get(problem.id());
            if (earlier == null) {
                matters.computeIfAbsent(problem.matter(), matter -> new ArrayList<>())
                        .add(problem);
            } else if (isWorse(problem, earlier, open)) {
                again.add(problem);
            }
        });
        List<Raised> raised = new ArrayList<>();
        again.forEach(problem -> raised.add(new Raised(problem, List.of())));
        matters.values().forEach(news -> raised.add(new Raised(news.get(0), news.subList(1, news.size()))));
        raised.sort(Comparator.comparing(Raised::problem, WORST_FIRST));
        raised.forEach(message -> {
            tellWith(open, message.problem(), null);
            message.also()
                    .forEach(other -> tellWith(open, other, message.problem().id()));
        });
        return raised;
    }

    private static void tellWith(SortedMap<String, OpenProblem> open, HealthProblem problem, @Nullable String leader) {
        open.computeIfPresent(problem.id(), (id, one) -> new OpenProblem(problem, one.since(), leader));
    }

    private static boolean isWorse(HealthProblem problem, OpenProblem earlier, SortedMap<String, OpenProblem> open) {
        // Nothing critical may hang on a message whose matter has been called over.
        boolean orphaned = problem.severity() == Severity.CRITICAL
                && earlier.toldWith() != null
                && !open.containsKey(earlier.toldWith());
        return orphaned || problem.severity().compareTo(earlier.problem().severity()) > 0;
    }

    private static List<Resolved> resolved(List<OpenProblem> over, SortedMap<String, OpenProblem> open) {
        return over.stream()
                .filter(one -> one.toldWith() == null)
                .map(one -> new Resolved(
                        one,
                        open.values().stream()
                                .filter(other -> one.problem().id().equals(other.toldWith()))
                                .map(OpenProblem::problem)
                                .toList()))
                .toList();
    }

    Alerts {
        raised = List.copyOf(raised);
        resolved = List.copyOf(resolved);
    }

    /** Whether nobody has to hear of anything. */
    boolean silent() {
        return raised.isEmpty() && resolved.isEmpty();
    }

    List<String> raisedIds() {
        return raised.stream().flatMap(Raised::ids).sorted().toList();
    }

    List<String> resolvedIds() {
        return resolved.stream().map(Resolved::id).toList();
    }

    /** Whether the same problems are open, with the same severities: then nothing has to be written down. */
    boolean sameAs(HealthState before) {
        return keys(before).equals(keys(state));
    }

    private static List<String> keys(HealthState state) {
        return state.open().stream()
                .map(open -> String.join(
                        " ",
                        open.problem().id(),
                        open.problem().severity().toString(),
                        open.since().toString(),
                        Objects.toString(open.toldWith(), "")))
                .sorted()
                .toList();
    }
}

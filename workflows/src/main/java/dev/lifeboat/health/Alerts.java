package dev.lifeboat.health;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What people have to hear after a look: each problem once, again when it has become worse, and once that it is over. A problem
 * whose check could not look this time is neither. Pure.
 *
 * @param raised problems that are new, or worse than they were
 * @param resolved problems that are over
 * @param state what people have heard of when they have heard of these
 */
record Alerts(List<HealthProblem> raised, List<OpenProblem> resolved, HealthState state) {
    /** What is to be told, where people have heard of {@code before}. */
    static Alerts between(HealthState before, HealthLook look, Instant now) {
        SortedMap<String, OpenProblem> known = new TreeMap<>();
        before.open().forEach(open -> known.put(open.problem().id(), open));
        SortedMap<String, OpenProblem> open = new TreeMap<>();
        List<HealthProblem> raised = new ArrayList<>();
        for (HealthProblem problem : look.problems()) {
            OpenProblem earlier = known.get(problem.id());
            if (earlier == null
                    || problem.severity().compareTo(earlier.problem().severity()) > 0) {
                raised.add(problem);
            }
            open.put(problem.id(), new OpenProblem(problem, earlier == null ? now : earlier.since()));
        }
        SortedSet<String> unseen = new TreeSet<>(look.unseen());
        List<OpenProblem> resolved = new ArrayList<>();
        known.forEach((id, earlier) -> {
            if (open.containsKey(id)) {
                return;
            }
            if (unseen.contains(earlier.problem().check())) {
                open.put(id, earlier);
            } else {
                resolved.add(earlier);
            }
        });
        return new Alerts(raised, resolved, new HealthState(now, List.copyOf(open.values())));
    }

    Alerts {
        raised = List.copyOf(raised);
        resolved = List.copyOf(resolved);
    }

    /** Whether the same problems are open, with the same severities: then nothing has to be written down. */
    boolean sameAs(HealthState before) {
        return keys(before).equals(keys(state));
    }

    private static List<String> keys(HealthState state) {
        return state.open().stream()
                .map(open -> open.problem().id() + " " + open.problem().severity() + " " + open.since())
                .sorted()
                .toList();
    }
}

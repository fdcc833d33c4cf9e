package dev.lifeboat.health;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one look found.
 *
 * @param checks how many there were
 * @param problems the worst first
 * @param unseen the checks that could not look, and the ids of problems that others could not see: these may still be so
 * @param machine that looked; null: it does not matter which
 * @param machines that work now, any of which may be the next to look; empty: nobody knows
 */
public record HealthLook(
        int checks,
        List<HealthProblem> problems,
        List<String> unseen,
        @Nullable String machine,
        List<String> machines) {
    public HealthLook {
        problems = List.copyOf(problems);
        unseen = List.copyOf(unseen);
        machines = machines == null ? List.of() : List.copyOf(machines);
    }

    /** One whose machine does not matter. */
    public HealthLook(int checks, List<HealthProblem> problems, List<String> unseen) {
        this(checks, problems, unseen, null, List.of());
    }

    /** The same by a machine, on which {@code local} checks found what another may be without. */
    public HealthLook by(String name, List<String> working, List<String> local) {
        return new HealthLook(
                checks,
                problems.stream()
                        .map(problem -> local.contains(problem.check()) ? problem.on(name) : problem)
                        .toList(),
                unseen,
                name,
                working);
    }

    /** The same of one who does these checks alone: what others found, and people know of, is theirs. */
    HealthLook of(List<String> own, HealthState before) {
        List<String> others = new ArrayList<>(unseen);
        before.open().stream()
                .map(open -> open.problem().check())
                .filter(check -> !own.contains(check))
                .distinct()
                .forEach(others::add);
        return new HealthLook(
                checks,
                problems.stream()
                        .filter(problem -> own.contains(problem.check()))
                        .toList(),
                others,
                machine,
                machines);
    }

    /** Whether what was found there may be so still, though it was not seen here. */
    boolean elsewhere(HealthProblem problem) {
        return problem.machine() != null
                && !problem.machine().equals(machine)
                && (machines.isEmpty() || machines.contains(problem.machine()));
    }
}
